"""Sources, locations, citations, the glossary, and their history; rules that Django cannot express: composite foreign keys.

A citation of a relation or of a milestone belongs to the record of that relation or milestone, and the location at which
it was read is one of its source. MATCH SIMPLE: a citation without a relation passes. Deferred, so that a form may save in
any order.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from pgtrigger.compiler import Trigger, UpsertTriggerSql
from pgtrigger.migrations import AddTrigger

import observatory.records.fields
import observatory.records.permanent_ids
import observatory.records.tracking
import observatory.records.url_validation
import observatory.sources.models.identifier_fields
from observatory.records.migration_operations import AddTriggers

ADD = """
ALTER TABLE sources_citation ADD CONSTRAINT citation_relation_of_its_record
    FOREIGN KEY (relation_id, record_id) REFERENCES records_relation (id, subject_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE sources_citation ADD CONSTRAINT citation_milestone_of_its_record
    FOREIGN KEY (milestone_id, record_id) REFERENCES records_milestone (id, record_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE sources_citation ADD CONSTRAINT citation_location_of_its_source
    FOREIGN KEY (location_id, source_id) REFERENCES sources_location (id, source_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
DROP = """
ALTER TABLE sources_citation DROP CONSTRAINT citation_location_of_its_source;
ALTER TABLE sources_citation DROP CONSTRAINT citation_milestone_of_its_record;
ALTER TABLE sources_citation DROP CONSTRAINT citation_relation_of_its_record;
"""


class Migration(migrations.Migration):

    # The files of development versions. A database that has all of them has this one; `migration_checks` refuses others.
    replaces = [
        ('sources', '0001_initial'),
        ('sources', '0002_rules'),
        ('sources', '0003_quote_selector_and_basis'),
        ('sources', '0004_quote_selector_rules'),
        ('sources', '0005_source_standing'),
        ('sources', '0006_review_state'),
        ('sources', '0007_text_blocks'),
        ('sources', '0008_edtf_level_1_constraints'),
        ('sources', '0001_squashed_0008_edtf_level_1_constraints'),
        ('sources', '0009_history'),
        ('sources', '0010_likely_duplicates'),
        ('sources', '0011_more_source_types'),
        ('sources', '0012_identifiers_of_works'),
        ('sources', '0013_isbn_out_of_notes'),
    ]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('records', '0001_first_release'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('published', 'published'), ('withdrawn', 'withdrawn')], db_default='draft', default='draft', editable=False, max_length=10, verbose_name='state')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last edited')),
                ('public_id', models.CharField(default=observatory.records.permanent_ids.new_public_id, editable=False, max_length=16, unique=True, verbose_name='permanent ID')),
                ('key', models.CharField(help_text='The short label of in-text citations: “MOST 2023a”.', max_length=80, unique=True, verbose_name='key')),
                ('type', models.CharField(choices=[('article-journal', 'journal article'), ('article-newspaper', 'news article'), ('report', 'report'), ('legislation', 'law or regulation'), ('document', 'document'), ('webpage', 'web page'), ('chapter', 'chapter'), ('book', 'book'), ('dataset', 'dataset'), ('software', 'software'), ('thesis', 'thesis'), ('standard', 'technical standard'), ('patent', 'patent')], max_length=20, verbose_name='type')),
                ('standing', models.CharField(choices=[('primary', 'primary source'), ('secondary', 'secondary source')], default='secondary', help_text='Primary: issued by those whom it is cited for, such as a law, a notice of the ministry, a paper by the authors of the model. Secondary: a report about them.', max_length=10, verbose_name='primary or secondary')),
                ('title_en', models.CharField(blank=True, max_length=500, verbose_name='English title')),
                ('title_zh_hans', models.CharField(blank=True, max_length=500, verbose_name='Chinese title')),
                ('original_title', models.CharField(blank=True, max_length=500, verbose_name='original title')),
                ('language', observatory.records.fields.LanguageField(blank=True, help_text='BCP 47: en, zh-Hans, …', max_length=12, verbose_name='language of the work')),
                ('container_title', models.CharField(blank=True, max_length=300, verbose_name='published in')),
                ('publisher', models.CharField(blank=True, max_length=300, verbose_name='publisher')),
                ('issued', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21, verbose_name='date of publication')),
                ('issued_from', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFLower(models.F('issued')), output_field=models.DateField(null=True))),
                ('issued_to', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFUpper(models.F('issued')), output_field=models.DateField(null=True))),
                ('volume', models.CharField(blank=True, max_length=20, verbose_name='volume')),
                ('issue', models.CharField(blank=True, max_length=20, verbose_name='issue')),
                ('pages', models.CharField(blank=True, max_length=40, verbose_name='pages')),
                ('doi', models.CharField(blank=True, help_text='Without https://doi.org/', max_length=200, verbose_name='DOI')),
                ('as_printed', models.TextField(blank=True, help_text='The reference exactly as it appears in the reference list it came from.', verbose_name='reference as printed')),
                ('rights', models.CharField(choices=[('whole', 'full text'), ('passages', 'quoted passages with 300 characters around them'), ('nothing', 'nothing')], default='passages', help_text='What readers may see of the text that the observatory has stored.', max_length=10, verbose_name='stored text shown to readers')),
                ('note_en', models.TextField(blank=True, verbose_name='note')),
                ('note_zh_hans', models.TextField(blank=True, verbose_name='note in Chinese')),
                ('cited', models.BooleanField(default=False, editable=False, help_text='Cited by at least one public record, so the source is public too.', verbose_name='cited')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('arxiv', models.CharField(blank=True, help_text='Without version: 2301.00001', max_length=40, verbose_name='number at arXiv')),
                ('isbn', observatory.sources.models.identifier_fields.IsbnField(blank=True, help_text='Of the book; of a chapter, that of its book. Stored as 13 digits.', max_length=40, verbose_name='ISBN')),
                ('issn', observatory.sources.models.identifier_fields.IssnField(blank=True, help_text='Of the journal or series: 0028-0836', max_length=40, verbose_name='ISSN')),
                ('number', models.CharField(blank=True, help_text='Of a report, a standard, a patent or a law: GB/T 7714-2015, CN116862080A, 国科发基〔2023〕100号', max_length=80, verbose_name='document number')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ['key'],
                'indexes': [models.Index(condition=models.Q(('cited', True)), fields=['key'], name='source_public')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title_en', ''), _negated=True), models.Q(('title_zh_hans', ''), _negated=True), models.Q(('original_title', ''), _negated=True), _connector='OR'), name='source_has_a_title', violation_error_message='Give at least one title: English, Chinese or the original.'), models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='source_has_a_key'), models.UniqueConstraint(condition=models.Q(('doi', ''), _negated=True), fields=('doi',), name='source_doi_once', violation_error_message='Another source has this DOI.'), models.CheckConstraint(condition=models.Q(('doi', ''), ('doi__regex', '^10\\.[0-9]{4,9}/\\S+$'), _connector='OR'), name='source_doi_form', violation_error_message='A DOI looks like 10.1038/s41586-023-06185-3, without a URL before it.'), models.CheckConstraint(condition=models.Q(('standing__in', ['primary', 'secondary'])), name='source_standing_known'), models.CheckConstraint(condition=models.Q(('rights__in', ['whole', 'passages', 'nothing'])), name='source_rights_known'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'published', 'withdrawn'])), name='source_state_known'), models.CheckConstraint(condition=models.Q(('language', ''), ('language__regex', '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$'), _connector='OR'), name='source_language_tag'), models.CheckConstraint(condition=models.Q(('issued', ''), ('issued__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='source_issued_edtf'), models.CheckConstraint(condition=models.Q(('type__in', ['article-journal', 'article-newspaper', 'report', 'legislation', 'document', 'webpage', 'chapter', 'book', 'dataset', 'software', 'thesis', 'standard', 'patent'])), name='source_type_known'), models.CheckConstraint(condition=models.Q(('isbn', ''), ('isbn__regex', '^97[89][0-9]{10}$'), _connector='OR'), name='source_isbn_form'), models.CheckConstraint(condition=models.Q(('issn', ''), ('issn__regex', '^[0-9]{4}-[0-9]{3}[0-9X]$'), _connector='OR'), name='source_issn_form'), models.CheckConstraint(condition=models.Q(('arxiv', ''), ('arxiv__regex', '^([0-9]{4}\\.[0-9]{4,5}|[a-z-]+(\\.[A-Z]{2})?/[0-9]{7})$'), _connector='OR'), name='source_arxiv_form', violation_error_message='An arXiv number looks like 2301.00001 or hep-th/9901001, without version.')],
            },
        ),
        migrations.CreateModel(
            name='Location',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(blank=True, help_text='Exactly as the reference gives it. Leave empty only for an attachment without a URL.', max_length=2000, validators=[observatory.records.url_validation.refuse_web_address], verbose_name='URL')),
                ('role', models.CharField(choices=[('original', 'original'), ('mirror', 'mirror or reprint'), ('archive', 'archived copy'), ('attachment', 'attachment'), ('home', 'home page of the publisher only')], default='original', max_length=10, verbose_name='role')),
                ('monitored', models.BooleanField(default=True, verbose_name='monitored')),
                ('retired_at', models.DateField(blank=True, editable=False, null=True, verbose_name='retired on')),
                ('note_en', models.TextField(blank=True, verbose_name='note')),
                ('note_zh_hans', models.TextField(blank=True, verbose_name='note in Chinese')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='locations', to='sources.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'location',
                'verbose_name_plural': 'locations',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('source', 'url'), name='location_once_per_source', nulls_distinct=False, violation_error_message='This source already has this URL.'), models.UniqueConstraint(fields=('id', 'source'), name='location_of_its_source'), models.CheckConstraint(condition=models.Q(('role__in', ['original', 'mirror', 'archive', 'attachment', 'home'])), name='location_role_known'), models.CheckConstraint(condition=models.Q(models.Q(('url', ''), _negated=True), models.Q(('role', 'attachment'), ('monitored', False)), _connector='OR'), name='location_has_an_address', violation_error_message='Enter a URL, or mark the location as an attachment that is not monitored.'), models.CheckConstraint(condition=models.Q(('url', ''), ('url__regex', '^[Hh][Tt][Tt][Pp][Ss]?://'), _connector='OR'), name='location_address_is_http'), models.CheckConstraint(condition=models.Q(('retired_at', None), ('monitored', False), _connector='OR'), name='location_retired_is_not_watched', violation_error_message='A retired location is not monitored. Restore it, or leave it unmonitored.')],
            },
        ),
        migrations.CreateModel(
            name='IndexedText',
            fields=[
                ('location', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='indexed_text', serialize=False, to='sources.location', verbose_name='location')),
                ('body_sha256', models.CharField(max_length=64)),
                ('extractor', models.CharField(max_length=40)),
                ('indexed_at', models.DateTimeField(auto_now=True, db_index=True)),
            ],
            options={
                'verbose_name': 'indexed text',
                'verbose_name_plural': 'indexed texts',
            },
        ),
        migrations.CreateModel(
            name='OfficialTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('published', 'published'), ('withdrawn', 'withdrawn')], db_default='draft', default='draft', editable=False, max_length=10, verbose_name='state')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last edited')),
                ('term', models.CharField(max_length=200, verbose_name='term')),
                ('language', observatory.records.fields.LanguageField(default='zh-Hans', help_text='BCP 47: en, zh-Hans, …', max_length=12, verbose_name='language')),
                ('note_en', models.TextField(blank=True, verbose_name='note')),
                ('note_zh_hans', models.TextField(blank=True, verbose_name='note in Chinese')),
            ],
            options={
                'verbose_name': 'official term',
                'verbose_name_plural': 'official terms',
                'ordering': ['term'],
                'constraints': [models.UniqueConstraint(fields=('term', 'language'), name='official_term_once'), models.CheckConstraint(condition=models.Q(('term', ''), _negated=True), name='official_term_not_empty'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'published', 'withdrawn'])), name='official_term_state_known'), models.CheckConstraint(condition=models.Q(('language__regex', '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$')), name='official_term_language_tag')],
            },
        ),
        migrations.CreateModel(
            name='Contributor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='position')),
                ('role', models.CharField(choices=[('author', 'author'), ('editor', 'editor'), ('translator', 'translator')], default='author', max_length=10, verbose_name='role')),
                ('family', models.CharField(blank=True, max_length=120, verbose_name='family name')),
                ('given', models.CharField(blank=True, max_length=120, verbose_name='given names')),
                ('literal', models.CharField(blank=True, max_length=300, verbose_name='name of a body')),
                ('original', models.CharField(blank=True, max_length=300, verbose_name='name in the original script')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contributors', to='sources.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'contributor',
                'verbose_name_plural': 'contributors',
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('source', 'role', 'position'), name='contributor_position_once'), models.CheckConstraint(condition=models.Q(('role__in', ['author', 'editor', 'translator'])), name='contributor_role_known'), models.CheckConstraint(condition=models.Q(('literal', ''), ('family', ''), _connector='XOR'), name='contributor_person_or_body', violation_error_message='Give either the family name of a person or the name of a body.')],
            },
        ),
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=observatory.records.permanent_ids.new_public_id, editable=False, max_length=16, unique=True, verbose_name='permanent ID')),
                ('field', models.CharField(blank=True, help_text='The statement that the source is cited for.', max_length=40, verbose_name='field')),
                ('stated_value', models.TextField(blank=True, help_text='The value this source gives. Leave empty if it gives none. Write dates like 2023-03. For other names and identifiers: the one it gives.', verbose_name='stated value')),
                ('locator', models.CharField(blank=True, help_text='Page, section or paragraph.', max_length=200, verbose_name='locator')),
                ('quote', models.TextField(blank=True, help_text='The passage, word for word. When the page changes, the monitor looks for it again.', verbose_name='quote')),
                ('quote_language', observatory.records.fields.LanguageField(blank=True, max_length=12, verbose_name='language of the quote')),
                ('prefix', models.CharField(blank=True, max_length=300, verbose_name='text before the quote')),
                ('suffix', models.CharField(blank=True, max_length=300, verbose_name='text after the quote')),
                ('quoted_from', models.CharField(blank=True, help_text='SHA-256 of the body that the quote was taken from.', max_length=64, verbose_name='quoted from')),
                ('verdict', models.CharField(choices=[('supports', 'supports'), ('partly', 'partly supports'), ('contradicts', 'contradicts'), ('does_not_support', 'does not support'), ('not_checked', 'not checked')], default='not_checked', max_length=16, verbose_name='verdict')),
                ('basis', models.CharField(blank=True, choices=[('passage', 'passage read'), ('reference', 'printed reference'), ('person', 'word of a person')], help_text='Passage read: needs a quote. Printed reference: judged by title, date or URL, page not opened.', max_length=10, verbose_name='basis of the verdict')),
                ('note_en', models.TextField(blank=True, verbose_name='note')),
                ('note_zh_hans', models.TextField(blank=True, verbose_name='note in Chinese')),
                ('checked_at', models.DateField(blank=True, null=True, verbose_name='checked on')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by')),
                ('milestone', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='records.milestone', verbose_name='milestone')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='records.record', verbose_name='record')),
                ('relation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='records.relation', verbose_name='relation')),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='sources.location', verbose_name='location read')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='sources.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'citation',
                'verbose_name_plural': 'citations',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(models.Q(('field', ''), _negated=True), ('relation', None), ('milestone', None)), models.Q(('field', ''), ('relation__isnull', False), ('milestone', None)), models.Q(('field', ''), ('relation', None), ('milestone__isnull', False)), _connector='OR'), name='citation_of_one_statement', violation_error_message='Choose one statement: a field, a relation or a milestone.'), models.UniqueConstraint(condition=models.Q(('field__in', ('names', 'identifiers')), _negated=True), fields=('record', 'field', 'relation', 'milestone', 'source', 'locator'), name='citation_once_per_place', nulls_distinct=False, violation_error_message='This source is already cited for this statement at this locator. Use a different locator.'), models.UniqueConstraint(condition=models.Q(('field__in', ('names', 'identifiers'))), fields=('record', 'field', 'source', 'locator', 'stated_value'), name='citation_once_per_place_and_value', violation_error_message='This source is already cited for this statement at this locator. Use a different locator.'), models.CheckConstraint(condition=models.Q(('verdict__in', ['supports', 'partly', 'contradicts', 'does_not_support', 'not_checked'])), name='citation_verdict_known'), models.CheckConstraint(condition=models.Q(('quote_language', ''), ('quote_language__regex', '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$'), _connector='OR'), name='citation_quote_language_tag'), models.CheckConstraint(condition=models.Q(('basis__in', ['', 'passage', 'reference', 'person'])), name='citation_basis_known'), models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'not_checked'), ('basis', '')), models.Q(models.Q(('verdict', 'not_checked'), _negated=True), models.Q(('basis', ''), _negated=True)), _connector='OR'), name='citation_verdict_has_a_basis', violation_error_message='Say what the verdict is based on. Without a verdict there is no basis.'), models.CheckConstraint(condition=models.Q(models.Q(('basis', 'passage'), _negated=True), models.Q(('quote', ''), _negated=True), _connector='OR'), name='citation_passage_is_quoted', violation_error_message='Quote the passage that was read, or choose another basis.'), models.CheckConstraint(condition=models.Q(('quoted_from', ''), ('quoted_from__regex', '^[0-9a-f]{64}$'), _connector='OR'), name='citation_quoted_from_form'), models.CheckConstraint(condition=models.Q(('verdict', 'not_checked'), ('checked_at__isnull', False), _connector='OR'), name='citation_verdict_has_a_date', violation_error_message='Give the date on which the source was checked.')],
            },
        ),
        migrations.CreateModel(
            name='TextBlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('offset', models.PositiveIntegerField(default=0)),
                ('content', models.TextField()),
                ('search', django.contrib.postgres.search.SearchVectorField()),
                ('text', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='sources.indexedtext', verbose_name='indexed text')),
            ],
            options={
                'verbose_name': 'block of text',
                'verbose_name_plural': 'blocks of text',
                'ordering': ['text', 'number', 'offset'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='text_block_search')],
                'constraints': [models.UniqueConstraint(fields=('text', 'number', 'offset'), name='text_block_once')],
            },
        ),
        migrations.CreateModel(
            name='Rendering',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='translation')),
                ('language', observatory.records.fields.LanguageField(default='en', help_text='BCP 47: en, zh-Hans, …', max_length=12, verbose_name='language')),
                ('locator', models.CharField(blank=True, max_length=200, verbose_name='locator')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renderings', to='sources.officialterm', verbose_name='term')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renderings', to='sources.source', verbose_name='used by')),
            ],
            options={
                'verbose_name': 'translation',
                'verbose_name_plural': 'translations',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('term', 'text', 'language', 'source'), name='rendering_once_per_source'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='rendering_not_empty'), models.CheckConstraint(condition=models.Q(('language__regex', '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$')), name='rendering_language_tag')],
            },
        ),
        migrations.CreateModel(
            name='LikelyDuplicateSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.PositiveSmallIntegerField(verbose_name='score')),
                ('reasons', models.JSONField(default=list, verbose_name='reasons')),
                ('found_at', models.DateTimeField(auto_now_add=True, verbose_name='found')),
                ('one', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.source', verbose_name='source')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.source', verbose_name='other source')),
            ],
            options={
                'verbose_name': 'likely duplicate source',
                'verbose_name_plural': 'likely duplicate sources',
                'ordering': ['-score', '-id'],
                'indexes': [models.Index(fields=['-score', '-id'], name='likelyduplicatesource_best')],
                'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='likelyduplicatesource_once'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='likelyduplicatesource_in_order')],
            },
        ),
        migrations.CreateModel(
            name='MergedSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='merged')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('step', models.CharField(blank=True, editable=False, max_length=40)),
                ('by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='merged by')),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mergers', to='sources.source', verbose_name='merged into')),
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='merger', to='sources.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'merged source',
                'verbose_name_plural': 'merged sources',
                'ordering': ['-at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('source', models.F('into')), _negated=True), name='mergedsource_into_another'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='mergedsource_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='NotTheSameSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='decided')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('one', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.source', verbose_name='source')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.source', verbose_name='other source')),
            ],
            options={
                'verbose_name': 'pair of sources that are not the same',
                'verbose_name_plural': 'pairs of sources that are not the same',
                'ordering': ['-at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='notthesamesource_once'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='notthesamesource_in_order')],
            },
        ),
        migrations.CreateModel(
            name='SourceKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120)),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.source', verbose_name='source')),
            ],
            options={
                'indexes': [models.Index(fields=['key', 'source'], name='source_key_key')],
                'constraints': [models.UniqueConstraint(fields=('source', 'key'), name='source_key_once')],
            },
        ),
        migrations.RunSQL(ADD, DROP),
        # The history: tables of events, and the triggers that write them.
        migrations.CreateModel(
            name='CitationEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('public_id', models.CharField(default=observatory.records.permanent_ids.new_public_id, editable=False, max_length=16)),
                ('field', models.CharField(blank=True, max_length=40)),
                ('stated_value', models.TextField(blank=True)),
                ('locator', models.CharField(blank=True, max_length=200)),
                ('quote', models.TextField(blank=True)),
                ('quote_language', observatory.records.fields.LanguageField(blank=True, max_length=12)),
                ('prefix', models.CharField(blank=True, max_length=300)),
                ('suffix', models.CharField(blank=True, max_length=300)),
                ('quoted_from', models.CharField(blank=True, max_length=64)),
                ('verdict', models.CharField(default='not_checked', max_length=16)),
                ('basis', models.CharField(blank=True, max_length=10)),
                ('note_en', models.TextField(blank=True)),
                ('note_zh_hans', models.TextField(blank=True)),
                ('checked_at', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('checked_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('location', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.location')),
                ('milestone', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.milestone')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.citation')),
                ('record', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.record')),
                ('relation', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.relation')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.source')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='citation_by_row'), models.Index(fields=['record', 'pgh_id'], name='citation_by_owner')],
            },
        ),
        migrations.CreateModel(
            name='ContributorEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('position', models.PositiveSmallIntegerField(default=1)),
                ('role', models.CharField(default='author', max_length=10)),
                ('family', models.CharField(blank=True, max_length=120)),
                ('given', models.CharField(blank=True, max_length=120)),
                ('literal', models.CharField(blank=True, max_length=300)),
                ('original', models.CharField(blank=True, max_length=300)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.contributor')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.source')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='contributor_by_row'), models.Index(fields=['source', 'pgh_id'], name='contributor_by_owner')],
            },
        ),
        migrations.CreateModel(
            name='LocationEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('url', models.CharField(blank=True, max_length=2000, validators=[observatory.records.url_validation.refuse_web_address])),
                ('role', models.CharField(default='original', max_length=10)),
                ('monitored', models.BooleanField(default=True)),
                ('retired_at', models.DateField(blank=True, editable=False, null=True)),
                ('note_en', models.TextField(blank=True)),
                ('note_zh_hans', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.location')),
                ('source', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.source')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='location_by_row'), models.Index(fields=['source', 'pgh_id'], name='location_by_owner')],
            },
        ),
        migrations.CreateModel(
            name='OfficialTermEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('state', models.CharField(db_default='draft', default='draft', editable=False, max_length=10)),
                ('term', models.CharField(max_length=200)),
                ('language', observatory.records.fields.LanguageField(default='zh-Hans', max_length=12)),
                ('note_en', models.TextField(blank=True)),
                ('note_zh_hans', models.TextField(blank=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.officialterm')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='officialterm_by_row'), models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['-pgh_id'], name='officialterm_deleted')],
            },
        ),
        migrations.CreateModel(
            name='RenderingEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('text', models.CharField(max_length=300)),
                ('language', observatory.records.fields.LanguageField(default='en', max_length=12)),
                ('locator', models.CharField(blank=True, max_length=200)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.rendering')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.source')),
                ('term', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.officialterm')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='rendering_by_row'), models.Index(fields=['term', 'pgh_id'], name='rendering_by_owner')],
            },
        ),
        migrations.CreateModel(
            name='SourceEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('state', models.CharField(db_default='draft', default='draft', editable=False, max_length=10)),
                ('public_id', models.CharField(default=observatory.records.permanent_ids.new_public_id, editable=False, max_length=16)),
                ('key', models.CharField(max_length=80)),
                ('type', models.CharField(max_length=20)),
                ('standing', models.CharField(default='secondary', max_length=10)),
                ('title_en', models.CharField(blank=True, max_length=500)),
                ('title_zh_hans', models.CharField(blank=True, max_length=500)),
                ('original_title', models.CharField(blank=True, max_length=500)),
                ('language', observatory.records.fields.LanguageField(blank=True, max_length=12)),
                ('container_title', models.CharField(blank=True, max_length=300)),
                ('publisher', models.CharField(blank=True, max_length=300)),
                ('issued', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21)),
                ('volume', models.CharField(blank=True, max_length=20)),
                ('issue', models.CharField(blank=True, max_length=20)),
                ('pages', models.CharField(blank=True, max_length=40)),
                ('doi', models.CharField(blank=True, max_length=200)),
                ('as_printed', models.TextField(blank=True)),
                ('rights', models.CharField(default='passages', max_length=10)),
                ('note_en', models.TextField(blank=True)),
                ('note_zh_hans', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.source')),
                ('arxiv', models.CharField(blank=True, max_length=40)),
                ('isbn', observatory.sources.models.identifier_fields.IsbnField(blank=True, max_length=40)),
                ('issn', observatory.sources.models.identifier_fields.IssnField(blank=True, max_length=40)),
                ('number', models.CharField(blank=True, max_length=80)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='source_by_row'), models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['-pgh_id'], name='source_deleted')],
            },
        ),
        AddTriggers([
            AddTrigger('source', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_sourceevent" ("arxiv", "as_printed", "container_title", "created_at", "doi", "isbn", "issn", "issue", "issued", "key", "language", "note_en", "note_zh_hans", "number", "original_title", "pages", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "publisher", "rights", "standing", "state", "title_en", "title_zh_hans", "type", "volume") SELECT new_values."arxiv", new_values."as_printed", new_values."container_title", new_values."created_at", new_values."doi", new_values."isbn", new_values."issn", new_values."issue", new_values."issued", new_values."key", new_values."language", new_values."note_en", new_values."note_zh_hans", new_values."number", new_values."original_title", new_values."pages", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."public_id", new_values."publisher", new_values."rights", new_values."standing", new_values."state", new_values."title_en", new_values."title_zh_hans", new_values."type", new_values."volume" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='abbd413477f82fde85ef1e892ae964505a0f245d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_c3ed3', referencing='REFERENCING NEW TABLE AS new_values ', table='sources_source', when='AFTER'))),
            AddTrigger('source', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_sourceevent" ("arxiv", "as_printed", "container_title", "created_at", "doi", "isbn", "issn", "issue", "issued", "key", "language", "note_en", "note_zh_hans", "number", "original_title", "pages", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "publisher", "rights", "standing", "state", "title_en", "title_zh_hans", "type", "volume") SELECT new_values."arxiv", new_values."as_printed", new_values."container_title", new_values."created_at", new_values."doi", new_values."isbn", new_values."issn", new_values."issue", new_values."issued", new_values."key", new_values."language", new_values."note_en", new_values."note_zh_hans", new_values."number", new_values."original_title", new_values."pages", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."public_id", new_values."publisher", new_values."rights", new_values."standing", new_values."state", new_values."title_en", new_values."title_zh_hans", new_values."type", new_values."volume" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."arxiv" IS DISTINCT FROM (new_values."arxiv") OR old_values."as_printed" IS DISTINCT FROM (new_values."as_printed") OR old_values."container_title" IS DISTINCT FROM (new_values."container_title") OR old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."doi" IS DISTINCT FROM (new_values."doi") OR old_values."isbn" IS DISTINCT FROM (new_values."isbn") OR old_values."issn" IS DISTINCT FROM (new_values."issn") OR old_values."issue" IS DISTINCT FROM (new_values."issue") OR old_values."issued" IS DISTINCT FROM (new_values."issued") OR old_values."key" IS DISTINCT FROM (new_values."key") OR old_values."language" IS DISTINCT FROM (new_values."language") OR old_values."note_en" IS DISTINCT FROM (new_values."note_en") OR old_values."note_zh_hans" IS DISTINCT FROM (new_values."note_zh_hans") OR old_values."number" IS DISTINCT FROM (new_values."number") OR old_values."original_title" IS DISTINCT FROM (new_values."original_title") OR old_values."pages" IS DISTINCT FROM (new_values."pages") OR old_values."public_id" IS DISTINCT FROM (new_values."public_id") OR old_values."publisher" IS DISTINCT FROM (new_values."publisher") OR old_values."rights" IS DISTINCT FROM (new_values."rights") OR old_values."standing" IS DISTINCT FROM (new_values."standing") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."title_en" IS DISTINCT FROM (new_values."title_en") OR old_values."title_zh_hans" IS DISTINCT FROM (new_values."title_zh_hans") OR old_values."type" IS DISTINCT FROM (new_values."type") OR old_values."volume" IS DISTINCT FROM (new_values."volume")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='04472309797d4b57cf60f0f175db81693453b17d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e6185', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_source', when='AFTER'))),
            AddTrigger('source', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_sourceevent" ("arxiv", "as_printed", "container_title", "created_at", "doi", "isbn", "issn", "issue", "issued", "key", "language", "note_en", "note_zh_hans", "number", "original_title", "pages", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "publisher", "rights", "standing", "state", "title_en", "title_zh_hans", "type", "volume") SELECT old_values."arxiv", old_values."as_printed", old_values."container_title", old_values."created_at", old_values."doi", old_values."isbn", old_values."issn", old_values."issue", old_values."issued", old_values."key", old_values."language", old_values."note_en", old_values."note_zh_hans", old_values."number", old_values."original_title", old_values."pages", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."public_id", old_values."publisher", old_values."rights", old_values."standing", old_values."state", old_values."title_en", old_values."title_zh_hans", old_values."type", old_values."volume" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c7cc1e5a5de6dc10ec59e955c1d63994f291639e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_fde77', referencing='REFERENCING OLD TABLE AS old_values ', table='sources_source', when='AFTER'))),
            AddTrigger('location', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_locationevent" ("created_at", "monitored", "note_en", "note_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "role", "source_id", "url") SELECT new_values."created_at", new_values."monitored", new_values."note_en", new_values."note_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."retired_at", new_values."role", new_values."source_id", new_values."url" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c8ea65e84f01365973e2bb0da61475140d8480dc', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_46c2e', referencing='REFERENCING NEW TABLE AS new_values ', table='sources_location', when='AFTER'))),
            AddTrigger('location', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_locationevent" ("created_at", "monitored", "note_en", "note_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "role", "source_id", "url") SELECT new_values."created_at", new_values."monitored", new_values."note_en", new_values."note_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."retired_at", new_values."role", new_values."source_id", new_values."url" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."monitored" IS DISTINCT FROM (new_values."monitored") OR old_values."note_en" IS DISTINCT FROM (new_values."note_en") OR old_values."note_zh_hans" IS DISTINCT FROM (new_values."note_zh_hans") OR old_values."retired_at" IS DISTINCT FROM (new_values."retired_at") OR old_values."role" IS DISTINCT FROM (new_values."role") OR old_values."source_id" IS DISTINCT FROM (new_values."source_id") OR old_values."url" IS DISTINCT FROM (new_values."url")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9abeebd47837ad95aad4c2d93481454079e2901e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_366cc', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_location', when='AFTER'))),
            AddTrigger('location', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_locationevent" ("created_at", "monitored", "note_en", "note_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "role", "source_id", "url") SELECT old_values."created_at", old_values."monitored", old_values."note_en", old_values."note_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."retired_at", old_values."role", old_values."source_id", old_values."url" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='da575f03f1b17d19b5db73be6ed92dbdce4e4369', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_d5a97', referencing='REFERENCING OLD TABLE AS old_values ', table='sources_location', when='AFTER'))),
            AddTrigger('location', Trigger(name='moved_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_locationevent" ("created_at", "monitored", "note_en", "note_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "role", "source_id", "url") SELECT old_values."created_at", old_values."monitored", old_values."note_en", old_values."note_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'moved\', old_values."id", old_values."retired_at", old_values."role", old_values."source_id", old_values."url" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."source_id" IS DISTINCT FROM (new_values."source_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='756820e3d406e24e348c3c8f8bd113ef2b5b9fe1', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_moved_update_584ac', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_location', when='AFTER'))),
            AddTrigger('officialterm', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_officialtermevent" ("language", "note_en", "note_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "term") SELECT new_values."language", new_values."note_en", new_values."note_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."state", new_values."term" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c7375ce5e4af2620e21835bf39c2ffcc903400bc', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_e97ce', referencing='REFERENCING NEW TABLE AS new_values ', table='sources_officialterm', when='AFTER'))),
            AddTrigger('officialterm', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_officialtermevent" ("language", "note_en", "note_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "term") SELECT new_values."language", new_values."note_en", new_values."note_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."state", new_values."term" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."language" IS DISTINCT FROM (new_values."language") OR old_values."note_en" IS DISTINCT FROM (new_values."note_en") OR old_values."note_zh_hans" IS DISTINCT FROM (new_values."note_zh_hans") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."term" IS DISTINCT FROM (new_values."term")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='75fda1a3c2c1abed070852172f070ffd46a1dade', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_8fff5', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_officialterm', when='AFTER'))),
            AddTrigger('officialterm', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_officialtermevent" ("language", "note_en", "note_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "term") SELECT old_values."language", old_values."note_en", old_values."note_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."state", old_values."term" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='6cb1041a17e5c9c00b33a760fb54f2da8557e93a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_b7883', referencing='REFERENCING OLD TABLE AS old_values ', table='sources_officialterm', when='AFTER'))),
            AddTrigger('contributor', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_contributorevent" ("family", "given", "literal", "original", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "role", "source_id") SELECT new_values."family", new_values."given", new_values."literal", new_values."original", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."position", new_values."role", new_values."source_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ee1f5c3815ffb548606a45404a02b1381abec0a0', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_e9c4d', referencing='REFERENCING NEW TABLE AS new_values ', table='sources_contributor', when='AFTER'))),
            AddTrigger('contributor', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_contributorevent" ("family", "given", "literal", "original", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "role", "source_id") SELECT new_values."family", new_values."given", new_values."literal", new_values."original", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."position", new_values."role", new_values."source_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."family" IS DISTINCT FROM (new_values."family") OR old_values."given" IS DISTINCT FROM (new_values."given") OR old_values."literal" IS DISTINCT FROM (new_values."literal") OR old_values."original" IS DISTINCT FROM (new_values."original") OR old_values."position" IS DISTINCT FROM (new_values."position") OR old_values."role" IS DISTINCT FROM (new_values."role") OR old_values."source_id" IS DISTINCT FROM (new_values."source_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a9a97a0b4c2c62fcd2898506a01ec929c8de3de4', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_1739e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_contributor', when='AFTER'))),
            AddTrigger('contributor', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_contributorevent" ("family", "given", "literal", "original", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "role", "source_id") SELECT old_values."family", old_values."given", old_values."literal", old_values."original", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."position", old_values."role", old_values."source_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='4080a4ee7add57743f5adad28394206bbc81fe80', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_ab875', referencing='REFERENCING OLD TABLE AS old_values ', table='sources_contributor', when='AFTER'))),
            AddTrigger('contributor', Trigger(name='moved_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_contributorevent" ("family", "given", "literal", "original", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "role", "source_id") SELECT old_values."family", old_values."given", old_values."literal", old_values."original", _pgh_attached_context.value, statement_timestamp(), \'moved\', old_values."id", old_values."position", old_values."role", old_values."source_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."source_id" IS DISTINCT FROM (new_values."source_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='81ba1b93256e8a59f8366c9ec3e0ccb4fd0a0516', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_moved_update_b5bb8', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_contributor', when='AFTER'))),
            AddTrigger('citation', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_citationevent" ("basis", "checked_at", "checked_by_id", "created_at", "field", "location_id", "locator", "milestone_id", "note_en", "note_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "public_id", "quote", "quote_language", "quoted_from", "record_id", "relation_id", "source_id", "stated_value", "suffix", "verdict") SELECT new_values."basis", new_values."checked_at", new_values."checked_by_id", new_values."created_at", new_values."field", new_values."location_id", new_values."locator", new_values."milestone_id", new_values."note_en", new_values."note_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."prefix", new_values."public_id", new_values."quote", new_values."quote_language", new_values."quoted_from", new_values."record_id", new_values."relation_id", new_values."source_id", new_values."stated_value", new_values."suffix", new_values."verdict" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='013255805b95902d97c17eaa0a4e0a34bcc07cad', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_a56d3', referencing='REFERENCING NEW TABLE AS new_values ', table='sources_citation', when='AFTER'))),
            AddTrigger('citation', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_citationevent" ("basis", "checked_at", "checked_by_id", "created_at", "field", "location_id", "locator", "milestone_id", "note_en", "note_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "public_id", "quote", "quote_language", "quoted_from", "record_id", "relation_id", "source_id", "stated_value", "suffix", "verdict") SELECT new_values."basis", new_values."checked_at", new_values."checked_by_id", new_values."created_at", new_values."field", new_values."location_id", new_values."locator", new_values."milestone_id", new_values."note_en", new_values."note_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."prefix", new_values."public_id", new_values."quote", new_values."quote_language", new_values."quoted_from", new_values."record_id", new_values."relation_id", new_values."source_id", new_values."stated_value", new_values."suffix", new_values."verdict" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."basis" IS DISTINCT FROM (new_values."basis") OR old_values."checked_at" IS DISTINCT FROM (new_values."checked_at") OR old_values."checked_by_id" IS DISTINCT FROM (new_values."checked_by_id") OR old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."field" IS DISTINCT FROM (new_values."field") OR old_values."location_id" IS DISTINCT FROM (new_values."location_id") OR old_values."locator" IS DISTINCT FROM (new_values."locator") OR old_values."milestone_id" IS DISTINCT FROM (new_values."milestone_id") OR old_values."note_en" IS DISTINCT FROM (new_values."note_en") OR old_values."note_zh_hans" IS DISTINCT FROM (new_values."note_zh_hans") OR old_values."prefix" IS DISTINCT FROM (new_values."prefix") OR old_values."public_id" IS DISTINCT FROM (new_values."public_id") OR old_values."quote" IS DISTINCT FROM (new_values."quote") OR old_values."quote_language" IS DISTINCT FROM (new_values."quote_language") OR old_values."quoted_from" IS DISTINCT FROM (new_values."quoted_from") OR old_values."record_id" IS DISTINCT FROM (new_values."record_id") OR old_values."relation_id" IS DISTINCT FROM (new_values."relation_id") OR old_values."source_id" IS DISTINCT FROM (new_values."source_id") OR old_values."stated_value" IS DISTINCT FROM (new_values."stated_value") OR old_values."suffix" IS DISTINCT FROM (new_values."suffix") OR old_values."verdict" IS DISTINCT FROM (new_values."verdict")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='74e345bd6f21102da4b232779f1749e712b87435', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_f1b25', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_citation', when='AFTER'))),
            AddTrigger('citation', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_citationevent" ("basis", "checked_at", "checked_by_id", "created_at", "field", "location_id", "locator", "milestone_id", "note_en", "note_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "public_id", "quote", "quote_language", "quoted_from", "record_id", "relation_id", "source_id", "stated_value", "suffix", "verdict") SELECT old_values."basis", old_values."checked_at", old_values."checked_by_id", old_values."created_at", old_values."field", old_values."location_id", old_values."locator", old_values."milestone_id", old_values."note_en", old_values."note_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."prefix", old_values."public_id", old_values."quote", old_values."quote_language", old_values."quoted_from", old_values."record_id", old_values."relation_id", old_values."source_id", old_values."stated_value", old_values."suffix", old_values."verdict" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d71cb1ca713274b77a6f1fd168d24383c095fbfd', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_00c85', referencing='REFERENCING OLD TABLE AS old_values ', table='sources_citation', when='AFTER'))),
            AddTrigger('citation', Trigger(name='moved_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_citationevent" ("basis", "checked_at", "checked_by_id", "created_at", "field", "location_id", "locator", "milestone_id", "note_en", "note_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "public_id", "quote", "quote_language", "quoted_from", "record_id", "relation_id", "source_id", "stated_value", "suffix", "verdict") SELECT old_values."basis", old_values."checked_at", old_values."checked_by_id", old_values."created_at", old_values."field", old_values."location_id", old_values."locator", old_values."milestone_id", old_values."note_en", old_values."note_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'moved\', old_values."id", old_values."prefix", old_values."public_id", old_values."quote", old_values."quote_language", old_values."quoted_from", old_values."record_id", old_values."relation_id", old_values."source_id", old_values."stated_value", old_values."suffix", old_values."verdict" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."record_id" IS DISTINCT FROM (new_values."record_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='fc5748c3c39ff8109544463578ef8f68f4451316', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_moved_update_4f34a', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_citation', when='AFTER'))),
            AddTrigger('rendering', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_renderingevent" ("language", "locator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "term_id", "text") SELECT new_values."language", new_values."locator", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."source_id", new_values."term_id", new_values."text" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8ffd7b301f71b65a4e4fa4e0c9c3dcce865ff739', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_e847b', referencing='REFERENCING NEW TABLE AS new_values ', table='sources_rendering', when='AFTER'))),
            AddTrigger('rendering', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_renderingevent" ("language", "locator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "term_id", "text") SELECT new_values."language", new_values."locator", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."source_id", new_values."term_id", new_values."text" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."language" IS DISTINCT FROM (new_values."language") OR old_values."locator" IS DISTINCT FROM (new_values."locator") OR old_values."source_id" IS DISTINCT FROM (new_values."source_id") OR old_values."term_id" IS DISTINCT FROM (new_values."term_id") OR old_values."text" IS DISTINCT FROM (new_values."text")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='3dd1213667d9ceee4328f8e5b7ee6aa164a0ee1e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e32c3', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_rendering', when='AFTER'))),
            AddTrigger('rendering', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_renderingevent" ("language", "locator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "term_id", "text") SELECT old_values."language", old_values."locator", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."source_id", old_values."term_id", old_values."text" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='bf07c80b221a809b93ae1a8d8deb8c6207fb748c', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_925f7', referencing='REFERENCING OLD TABLE AS old_values ', table='sources_rendering', when='AFTER'))),
            AddTrigger('rendering', Trigger(name='moved_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_renderingevent" ("language", "locator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "term_id", "text") SELECT old_values."language", old_values."locator", _pgh_attached_context.value, statement_timestamp(), \'moved\', old_values."id", old_values."source_id", old_values."term_id", old_values."text" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."term_id" IS DISTINCT FROM (new_values."term_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='01dce85eaaf349303e1203377dea7e30066673df', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_moved_update_c8e9f', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_rendering', when='AFTER'))),
            AddTrigger('citationevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='805d92caa8f3a90df98be5334b278d4bb3fd97fb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_66bf6', table='sources_citationevent', when='BEFORE'))),
            AddTrigger('contributorevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d9ad201a97a4b032079f2d51f55395184cdf011e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a822b', table='sources_contributorevent', when='BEFORE'))),
            AddTrigger('locationevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ad3706f0d3fee0177ee652a3eeeb77b7aa3c0636', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_402a0', table='sources_locationevent', when='BEFORE'))),
            AddTrigger('officialtermevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='da3e81e9b833f293b7336619bad8a767362a211e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b86ab', table='sources_officialtermevent', when='BEFORE'))),
            AddTrigger('renderingevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='358fbbd09911427aa8b0095ba8d53517fefc16ea', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2545c', table='sources_renderingevent', when='BEFORE'))),
            AddTrigger('sourceevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f130dee5c0afd9f03250b1f9000e554b81c5c4ae', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_add2d', table='sources_sourceevent', when='BEFORE'))),
        ]),
    ]

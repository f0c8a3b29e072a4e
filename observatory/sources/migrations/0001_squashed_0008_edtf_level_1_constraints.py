"""Sources, locations, citations, the glossary, and rules that Django cannot express: composite foreign keys.

A citation of a relation or of a milestone belongs to the record of that relation or milestone, and the location at which
it was read is one of its source. MATCH SIMPLE: a citation without a relation passes. Deferred, so that a form may save in
any order.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import observatory.records.fields
import observatory.records.permanent_ids
import observatory.records.url_validation

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

    replaces = [
        ('sources', '0001_initial'),
        ('sources', '0002_rules'),
        ('sources', '0003_quote_selector_and_basis'),
        ('sources', '0004_quote_selector_rules'),
        ('sources', '0005_source_standing'),
        ('sources', '0006_review_state'),
        ('sources', '0007_text_blocks'),
        ('sources', '0008_edtf_level_1_constraints'),
    ]

    initial = True

    dependencies = [
        ('records', '0001_squashed_0006_editors_of_drafts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
            options={
                'verbose_name': 'location',
                'verbose_name_plural': 'locations',
                'ordering': ['id'],
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
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('published', 'published'), ('withdrawn', 'withdrawn')], db_default='draft', default='draft', editable=False, max_length=10, verbose_name='state')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last edited')),
                ('public_id', models.CharField(default=observatory.records.permanent_ids.new_public_id, editable=False, max_length=16, unique=True, verbose_name='permanent ID')),
                ('key', models.CharField(help_text='The short label of in-text citations: “MOST 2023a”.', max_length=80, unique=True, verbose_name='key')),
                ('type', models.CharField(choices=[('article-journal', 'journal article'), ('article-newspaper', 'news article'), ('report', 'report'), ('legislation', 'law or regulation'), ('document', 'document'), ('webpage', 'web page'), ('chapter', 'chapter'), ('book', 'book'), ('dataset', 'dataset'), ('software', 'software')], max_length=20, verbose_name='type')),
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
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ['key'],
                'indexes': [models.Index(condition=models.Q(('cited', True)), fields=['key'], name='source_public')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title_en', ''), _negated=True), models.Q(('title_zh_hans', ''), _negated=True), models.Q(('original_title', ''), _negated=True), _connector='OR'), name='source_has_a_title', violation_error_message='Give at least one title: English, Chinese or the original.'), models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='source_has_a_key'), models.UniqueConstraint(condition=models.Q(('doi', ''), _negated=True), fields=('doi',), name='source_doi_once', violation_error_message='Another source has this DOI.'), models.CheckConstraint(condition=models.Q(('doi', ''), ('doi__regex', '^10\\.[0-9]{4,9}/\\S+$'), _connector='OR'), name='source_doi_form', violation_error_message='A DOI looks like 10.1038/s41586-023-06185-3, without a URL before it.'), models.CheckConstraint(condition=models.Q(('type__in', ['article-journal', 'article-newspaper', 'report', 'legislation', 'document', 'webpage', 'chapter', 'book', 'dataset', 'software'])), name='source_type_known'), models.CheckConstraint(condition=models.Q(('standing__in', ['primary', 'secondary'])), name='source_standing_known'), models.CheckConstraint(condition=models.Q(('rights__in', ['whole', 'passages', 'nothing'])), name='source_rights_known'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'published', 'withdrawn'])), name='source_state_known'), models.CheckConstraint(condition=models.Q(('language', ''), ('language__regex', '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$'), _connector='OR'), name='source_language_tag'), models.CheckConstraint(condition=models.Q(('issued', ''), ('issued__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='source_issued_edtf')],
            },
        ),
        migrations.AddField(
            model_name='location',
            name='source',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='locations', to='sources.source', verbose_name='source'),
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
        migrations.AddConstraint(
            model_name='location',
            constraint=models.UniqueConstraint(fields=('source', 'url'), name='location_once_per_source', nulls_distinct=False, violation_error_message='This source already has this URL.'),
        ),
        migrations.AddConstraint(
            model_name='location',
            constraint=models.UniqueConstraint(fields=('id', 'source'), name='location_of_its_source'),
        ),
        migrations.AddConstraint(
            model_name='location',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['original', 'mirror', 'archive', 'attachment', 'home'])), name='location_role_known'),
        ),
        migrations.AddConstraint(
            model_name='location',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('url', ''), _negated=True), models.Q(('role', 'attachment'), ('monitored', False)), _connector='OR'), name='location_has_an_address', violation_error_message='Enter a URL, or mark the location as an attachment that is not monitored.'),
        ),
        migrations.AddConstraint(
            model_name='location',
            constraint=models.CheckConstraint(condition=models.Q(('url', ''), ('url__regex', '^[Hh][Tt][Tt][Pp][Ss]?://'), _connector='OR'), name='location_address_is_http'),
        ),
        migrations.AddConstraint(
            model_name='location',
            constraint=models.CheckConstraint(condition=models.Q(('retired_at', None), ('monitored', False), _connector='OR'), name='location_retired_is_not_watched', violation_error_message='A retired location is not monitored. Restore it, or leave it unmonitored.'),
        ),
        migrations.AddConstraint(
            model_name='contributor',
            constraint=models.UniqueConstraint(fields=('source', 'role', 'position'), name='contributor_position_once'),
        ),
        migrations.AddConstraint(
            model_name='contributor',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['author', 'editor', 'translator'])), name='contributor_role_known'),
        ),
        migrations.AddConstraint(
            model_name='contributor',
            constraint=models.CheckConstraint(condition=models.Q(('literal', ''), ('family', ''), _connector='XOR'), name='contributor_person_or_body', violation_error_message='Give either the family name of a person or the name of a body.'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('field', ''), _negated=True), ('relation', None), ('milestone', None)), models.Q(('field', ''), ('relation__isnull', False), ('milestone', None)), models.Q(('field', ''), ('relation', None), ('milestone__isnull', False)), _connector='OR'), name='citation_of_one_statement', violation_error_message='Choose one statement: a field, a relation or a milestone.'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.UniqueConstraint(condition=models.Q(('field__in', ('names', 'identifiers')), _negated=True), fields=('record', 'field', 'relation', 'milestone', 'source', 'locator'), name='citation_once_per_place', nulls_distinct=False, violation_error_message='This source is already cited for this statement at this locator. Use a different locator.'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.UniqueConstraint(condition=models.Q(('field__in', ('names', 'identifiers'))), fields=('record', 'field', 'source', 'locator', 'stated_value'), name='citation_once_per_place_and_value', violation_error_message='This source is already cited for this statement at this locator. Use a different locator.'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['supports', 'partly', 'contradicts', 'does_not_support', 'not_checked'])), name='citation_verdict_known'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(('quote_language', ''), ('quote_language__regex', '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$'), _connector='OR'), name='citation_quote_language_tag'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(('basis__in', ['', 'passage', 'reference', 'person'])), name='citation_basis_known'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'not_checked'), ('basis', '')), models.Q(models.Q(('verdict', 'not_checked'), _negated=True), models.Q(('basis', ''), _negated=True)), _connector='OR'), name='citation_verdict_has_a_basis', violation_error_message='Say what the verdict is based on. Without a verdict there is no basis.'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('basis', 'passage'), _negated=True), models.Q(('quote', ''), _negated=True), _connector='OR'), name='citation_passage_is_quoted', violation_error_message='Quote the passage that was read, or choose another basis.'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(('quoted_from', ''), ('quoted_from__regex', '^[0-9a-f]{64}$'), _connector='OR'), name='citation_quoted_from_form'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(('verdict', 'not_checked'), ('checked_at__isnull', False), _connector='OR'), name='citation_verdict_has_a_date', violation_error_message='Give the date on which the source was checked.'),
        ),
        migrations.AddIndex(
            model_name='textblock',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='text_block_search'),
        ),
        migrations.AddConstraint(
            model_name='textblock',
            constraint=models.UniqueConstraint(fields=('text', 'number', 'offset'), name='text_block_once'),
        ),
        migrations.RunSQL(ADD, DROP),
    ]

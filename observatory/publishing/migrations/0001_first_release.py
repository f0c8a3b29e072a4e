"""Versions and entries, and what Django cannot express: published versions never change, a current row shows a version of its
own item, and how the columns of entries are stored."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.fields.json
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

import observatory.publishing.models.document_decoder
import observatory.publishing.models.entry

# The table of versions refuses UPDATE and DELETE, whoever asks.
ADD_APPEND_ONLY = """
CREATE FUNCTION version_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'versions are append-only' USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;
CREATE TRIGGER version_append_only BEFORE UPDATE OR DELETE ON publishing_version
    FOR EACH ROW EXECUTE FUNCTION version_is_append_only();
"""
DROP_APPEND_ONLY = """
DROP TRIGGER version_append_only ON publishing_version;
DROP FUNCTION version_is_append_only();
"""
# Lists and counts read many rows and of each only a few short columns. The long ones therefore live outside the row, and
# what is counted inside it; the vectors are stored uncompressed, because they are read often and in parts.
NARROW = """
ALTER TABLE publishing_entry ALTER kind SET STORAGE MAIN, ALTER facet_ids SET STORAGE MAIN,
    ALTER actor_ids SET STORAGE MAIN, ALTER dated SET STORAGE MAIN,
    ALTER search SET STORAGE EXTERNAL, ALTER title_search SET STORAGE EXTERNAL;
ALTER TABLE publishing_entry SET (toast_tuple_target = 128);
"""
WIDE = """
ALTER TABLE publishing_entry ALTER kind SET STORAGE EXTENDED, ALTER facet_ids SET STORAGE EXTENDED,
    ALTER actor_ids SET STORAGE EXTENDED, ALTER dated SET STORAGE EXTENDED,
    ALTER search SET STORAGE EXTENDED, ALTER title_search SET STORAGE EXTENDED;
ALTER TABLE publishing_entry RESET (toast_tuple_target);
"""

NAMES = {"sourceversion": "publishedsource", "termversion": "publishedterm", "surveyversion": "publishedsurvey"}

# The function is that of the versions of records.
ADD = """
CREATE TRIGGER {version}_append_only BEFORE UPDATE OR DELETE ON publishing_{version}
    FOR EACH ROW EXECUTE FUNCTION version_is_append_only();
ALTER TABLE publishing_{current} ADD CONSTRAINT {current}_shows_its_own_version
    FOREIGN KEY (frozen_id, item_id) REFERENCES publishing_{version} (id, item_id) DEFERRABLE INITIALLY DEFERRED;
"""
DROP = """
ALTER TABLE publishing_{current} DROP CONSTRAINT {current}_shows_its_own_version;
DROP TRIGGER {version}_append_only ON publishing_{version};
"""

def _of_all(sql: str) -> str:
    return "".join(sql.format(version=version, current=current) for version, current in NAMES.items())


class Migration(migrations.Migration):

    # The files of development versions. A database that has all of them has this one; `migration_checks` refuses others.
    replaces = [
        ('publishing', '0001_initial'),
        ('publishing', '0002_rules'),
        ('publishing', '0003_published_sources'),
        ('publishing', '0004_published_sources_rules'),
        ('publishing', '0005_publish_existing'),
        ('publishing', '0006_published_citations'),
        ('publishing', '0007_cited_statements'),
        ('publishing', '0008_source_rights'),
        ('publishing', '0009_entry_reviewed_at'),
        ('publishing', '0001_squashed_0009_entry_reviewed_at'),
        ('publishing', '0010_scheduled_publications'),
        ('publishing', '0011_expert_review_links'),
        ('publishing', '0012_more_source_types'),
        ('publishing', '0013_scheduled_items'),
    ]

    initial = True

    dependencies = [
        ('records', '0001_first_release'),
        ('sources', '0001_first_release'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('action', models.CharField(choices=[('publish', 'published'), ('withdraw', 'withdrawn'), ('reshape', 'format updated')], default='publish', max_length=8, verbose_name='action')),
                ('document', models.JSONField(decoder=observatory.publishing.models.document_decoder.Decoder, help_text='The published content. Empty if this is a withdrawal.', null=True, verbose_name='document')),
                ('sha256', models.CharField(blank=True, help_text='Hash of the document as canonical JSON.', max_length=64, verbose_name='SHA-256')),
                ('published_at', models.DateTimeField(verbose_name='when')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='records.record', verbose_name='record')),
            ],
            options={
                'verbose_name': 'version',
                'verbose_name_plural': 'versions',
                'ordering': ['-published_at', '-id'],
                'permissions': [('publish_record', 'Can publish and withdraw records')],
                'indexes': [models.Index(fields=['published_at'], name='version_published_at')],
                'constraints': [models.UniqueConstraint(fields=('record', 'number'), name='version_number_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='version_number_from_one'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='version_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('action__in', ['publish', 'reshape']), ('document__isnull', False), ('sha256__regex', '^[0-9a-f]{64}$')), models.Q(('action', 'withdraw'), ('document__isnull', True), ('sha256', '')), _connector='OR'), name='version_holds_what_was_published')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='entry', serialize=False, to='records.record')),
                ('public_id', models.CharField(max_length=16, unique=True)),
                ('kind', models.CharField(max_length=20)),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('title_en', models.CharField(blank=True, max_length=300)),
                ('title_zh_hans', models.CharField(blank=True, max_length=300)),
                ('original_title', models.CharField(blank=True, max_length=300)),
                ('document', models.JSONField(decoder=observatory.publishing.models.document_decoder.Decoder, null=True)),
                ('version', models.PositiveIntegerField()),
                ('sequence', models.BigIntegerField(help_text='Id of the Version that wrote this row. Publications commit in turn: a larger one came later.')),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('first_published_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(help_text='Last time that its content was published or withdrawn by a person.')),
                ('reviewed_at', models.DateTimeField(help_text='Last time that a reviewer published its working copy, even if nothing in it had changed.', null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawal_reason', models.CharField(blank=True, max_length=500)),
                ('merged_into', models.CharField(blank=True, help_text='Public id of the record that it became part of.', max_length=16)),
                ('subtype', models.CharField(blank=True, max_length=16)),
                ('date_from', models.DateField(null=True)),
                ('date_to', models.DateField(null=True)),
                ('dated', models.CharField(blank=True, default='', help_text='The date of both bounds, as EDTF.', max_length=40)),
                ('related_ids', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), default=list, size=None, verbose_name='objects of its relations')),
                ('source_ids', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), default=list, size=None, verbose_name='sources it cites')),
                ('evidence', models.CharField(blank=True, choices=[('disputed', 'sources disagree'), ('contradicted', 'contradicted by a source'), ('unsourced', 'no source cited'), ('unsupported', 'a statement is unsupported'), ('unchecked', 'not fully checked'), ('supported', 'supported, primary sources missing'), ('primary', 'supported by primary sources')], max_length=12)),
                ('actor_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='who brought it about, leaders first')),
                ('facet_ids', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, help_text='Ids of its facet values (FacetValue).', size=None)),
                ('names', models.TextField(blank=True, default='')),
                ('search', django.contrib.postgres.search.SearchVectorField(null=True)),
                ('title_search', models.GeneratedField(db_persist=True, expression=observatory.publishing.models.entry.TitlesAndNames(models.F('search')), output_field=django.contrib.postgres.search.SearchVectorField(null=True))),
            ],
            options={
                'verbose_name': 'published record',
                'verbose_name_plural': 'published records',
                'ordering': ['-published_at', '-record_id'],
                'indexes': [models.Index(fields=['kind', '-published_at', '-record'], name='entry_kind_newest'), models.Index(fields=['-published_at', '-record'], name='entry_newest'), models.Index(fields=['kind', 'date_from', 'record'], name='entry_kind_date'), models.Index(models.F('kind'), models.OrderBy(models.F('date_from'), descending=True, nulls_last=True), models.OrderBy(models.F('record'), descending=True), name='entry_kind_latest'), django.contrib.postgres.indexes.GinIndex(fields=['facet_ids'], name='entry_facet_ids'), django.contrib.postgres.indexes.GinIndex(fields=['related_ids'], name='entry_related'), django.contrib.postgres.indexes.GinIndex(fields=['source_ids'], name='entry_sources'), django.contrib.postgres.indexes.GinIndex(fields=['search'], name='entry_search'), django.contrib.postgres.indexes.GinIndex(fields=['title_search'], name='entry_title_search'), models.Index(models.OrderBy(models.F('date_from'), descending=True, nulls_last=True), models.OrderBy(models.F('record'), descending=True), name='entry_latest'), models.Index(fields=['date_from', 'record'], name='entry_earliest'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.fields.json.KeyTransform('facts', 'document'), name='jsonb_path_ops'), name='entry_facts'), django.contrib.postgres.indexes.GinIndex(models.Func(models.F('document'), models.Value('$.relations[*].predicate.value'), function='jsonb_path_query_array'), name='entry_predicates')],
                'constraints': [models.UniqueConstraint(fields=('sequence',), name='entry_sequence_once'), models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', False), ('withdrawal_reason', ''), ('withdrawn_at', None)), models.Q(('document__isnull', True), ('withdrawn_at__isnull', False), models.Q(('withdrawal_reason', ''), _negated=True)), _connector='OR'), name='entry_live_or_tombstone'), models.CheckConstraint(condition=models.Q(('merged_into', ''), ('withdrawn_at__isnull', False), _connector='OR'), name='entry_merged_is_a_tombstone'), models.CheckConstraint(condition=models.Q(('evidence__in', ['', 'disputed', 'contradicted', 'unsourced', 'unsupported', 'unchecked', 'supported', 'primary'])), name='entry_evidence_known')],
            },
        ),
        migrations.CreateModel(
            name='FacetValue',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('facet', models.CharField(max_length=40)),
                ('code', models.CharField(max_length=60)),
            ],
            options={
                'ordering': ['facet', 'code'],
                'constraints': [models.UniqueConstraint(fields=('facet', 'code'), name='facet_value_once')],
            },
        ),
        migrations.CreateModel(
            name='LoadedRow',
            fields=[
                ('public_id', models.CharField(max_length=16, primary_key=True, serialize=False, verbose_name='permanent ID')),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('loaded_at', models.DateTimeField(auto_now=True, verbose_name='loaded')),
            ],
            options={
                'verbose_name': 'loaded row',
                'verbose_name_plural': 'loaded rows',
                'constraints': [models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$')), name='loaded_row_has_a_digest')],
            },
        ),
        migrations.CreateModel(
            name='SourceVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('action', models.CharField(choices=[('publish', 'published'), ('withdraw', 'withdrawn'), ('reshape', 'format updated')], default='publish', max_length=8, verbose_name='action')),
                ('document', models.JSONField(decoder=observatory.publishing.models.document_decoder.Decoder, help_text='The published content. Empty if this is a withdrawal.', null=True, verbose_name='document')),
                ('sha256', models.CharField(blank=True, help_text='Hash of the document as canonical JSON.', max_length=64, verbose_name='SHA-256')),
                ('published_at', models.DateTimeField(verbose_name='when')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='sources.source', verbose_name='source')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'version of a source',
                'verbose_name_plural': 'versions of sources',
                'ordering': ['-published_at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('item', 'number'), name='sourceversion_number_once'), models.UniqueConstraint(fields=('id', 'item'), name='sourceversion_of_its_item'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='sourceversion_number_from_one'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='sourceversion_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('action__in', ['publish', 'reshape']), ('document__isnull', False), ('sha256__regex', '^[0-9a-f]{64}$')), models.Q(('action', 'withdraw'), ('document__isnull', True), ('sha256', '')), _connector='OR'), name='sourceversion_holds_what_was_published')],
            },
        ),
        migrations.CreateModel(
            name='PublishedSource',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='published', serialize=False, to='sources.source')),
                ('public_id', models.CharField(max_length=16, unique=True)),
                ('key', models.CharField(max_length=80)),
                ('type', models.CharField(choices=[('article-journal', 'journal article'), ('article-newspaper', 'news article'), ('report', 'report'), ('legislation', 'law or regulation'), ('document', 'document'), ('webpage', 'web page'), ('chapter', 'chapter'), ('book', 'book'), ('dataset', 'dataset'), ('software', 'software'), ('thesis', 'thesis'), ('standard', 'technical standard'), ('patent', 'patent')], max_length=20)),
                ('title_en', models.CharField(blank=True, max_length=500)),
                ('title_zh_hans', models.CharField(blank=True, max_length=500)),
                ('original_title', models.CharField(blank=True, max_length=500)),
                ('language', models.CharField(blank=True, max_length=12)),
                ('issued', models.CharField(blank=True, max_length=21)),
                ('standing', models.CharField(choices=[('primary', 'primary source'), ('secondary', 'secondary source')], default='secondary', max_length=10)),
                ('rights', models.CharField(choices=[('whole', 'full text'), ('passages', 'quoted passages with 300 characters around them'), ('nothing', 'nothing')], default='passages', max_length=10)),
                ('search', django.contrib.postgres.search.SearchVectorField(null=True)),
                ('frozen', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.sourceversion')),
            ],
            options={
                'verbose_name': 'published source',
                'verbose_name_plural': 'published sources',
                'ordering': ['key'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='published_source_search')],
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('key',), name='published_source_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('frozen', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='standing', serialize=False, to='publishing.version')),
                ('number', models.PositiveIntegerField()),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('public_id', models.CharField(max_length=16)),
                ('kind', models.CharField(max_length=20)),
                ('slug', models.CharField(max_length=120)),
                ('title_en', models.CharField(blank=True, max_length=300)),
                ('title_zh_hans', models.CharField(blank=True, max_length=300)),
                ('original_title', models.CharField(blank=True, max_length=300)),
                ('subtype', models.CharField(blank=True, max_length=16)),
                ('date_from', models.DateField(null=True)),
                ('date_to', models.DateField(null=True)),
                ('dated', models.CharField(blank=True, default='', max_length=40)),
                ('source_ids', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), default=list, size=None)),
                ('related_ids', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), default=list, size=None)),
                ('facet_ids', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ('record', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record')),
            ],
            options={
                'ordering': ['-since', '-record'],
                'indexes': [models.Index(models.F('kind'), models.OrderBy(models.F('date_from'), descending=True, nulls_last=True), models.OrderBy(models.F('record'), descending=True), name='standing_kind_date'), models.Index(models.OrderBy(models.F('date_from'), descending=True, nulls_last=True), models.OrderBy(models.F('record'), descending=True), name='standing_date'), models.Index(fields=['kind', '-since', '-record'], name='standing_kind_newest'), models.Index(fields=['-since', '-record'], name='standing_newest'), django.contrib.postgres.indexes.GinIndex(fields=['facet_ids'], name='standing_facet_ids'), django.contrib.postgres.indexes.GinIndex(fields=['related_ids'], name='standing_related'), django.contrib.postgres.indexes.GinIndex(fields=['source_ids'], name='standing_sources')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='standing_in_order'), models.UniqueConstraint(condition=models.Q(('until', None)), fields=('record',), name='standing_one_now')],
            },
        ),
        migrations.CreateModel(
            name='CitedStatement',
            fields=[
                ('public_id', models.CharField(max_length=16, primary_key=True, serialize=False, verbose_name='permanent ID')),
                ('statement', models.TextField(verbose_name='statement')),
                ('words', models.JSONField(decoder=observatory.publishing.models.document_decoder.Decoder, default=dict)),
                ('citation', models.JSONField(decoder=observatory.publishing.models.document_decoder.Decoder)),
                ('source_id', models.CharField(max_length=16, verbose_name='source')),
                ('verdict', models.CharField(choices=[('supports', 'supports'), ('partly', 'partly supports'), ('contradicts', 'contradicts'), ('does_not_support', 'does not support'), ('not_checked', 'not checked')], max_length=16, verbose_name='verdict')),
                ('basis', models.CharField(blank=True, choices=[('passage', 'passage read'), ('reference', 'printed reference'), ('person', 'word of a person')], max_length=10, verbose_name='basis of the verdict')),
                ('record', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record', verbose_name='record')),
                ('ended_by', models.ForeignKey(db_index=False, help_text='The version that left it out, or that withdrew the record: its reason is why it went.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.version')),
                ('first', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.version')),
                ('last', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.version')),
            ],
            options={
                'ordering': ['record', 'public_id'],
                'indexes': [models.Index(fields=['record', 'public_id'], name='cited_statement_record'), models.Index(fields=['source_id', 'record', 'public_id'], name='cited_statement_source')],
                'constraints': [models.CheckConstraint(condition=models.Q(('public_id', ''), _negated=True), name='cited_statement_has_an_id'), models.CheckConstraint(condition=models.Q(('statement', ''), _negated=True), name='cited_statement_is_named')],
            },
        ),
        migrations.CreateModel(
            name='SurveyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('action', models.CharField(choices=[('publish', 'published'), ('withdraw', 'withdrawn'), ('reshape', 'format updated')], default='publish', max_length=8, verbose_name='action')),
                ('document', models.JSONField(decoder=observatory.publishing.models.document_decoder.Decoder, help_text='The published content. Empty if this is a withdrawal.', null=True, verbose_name='document')),
                ('sha256', models.CharField(blank=True, help_text='Hash of the document as canonical JSON.', max_length=64, verbose_name='SHA-256')),
                ('published_at', models.DateTimeField(verbose_name='when')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='records.survey', verbose_name='coverage search')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'version of a coverage search',
                'verbose_name_plural': 'versions of coverage searches',
                'ordering': ['-published_at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('item', 'number'), name='surveyversion_number_once'), models.UniqueConstraint(fields=('id', 'item'), name='surveyversion_of_its_item'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='surveyversion_number_from_one'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='surveyversion_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('action__in', ['publish', 'reshape']), ('document__isnull', False), ('sha256__regex', '^[0-9a-f]{64}$')), models.Q(('action', 'withdraw'), ('document__isnull', True), ('sha256', '')), _connector='OR'), name='surveyversion_holds_what_was_published')],
            },
        ),
        migrations.CreateModel(
            name='PublishedSurvey',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='published', serialize=False, to='records.survey')),
                ('kind', models.CharField(blank=True, max_length=20)),
                ('outcome', models.CharField(choices=[('found', 'found'), ('none_found', 'searched, none found')], max_length=10)),
                ('searched_on', models.DateField()),
                ('note_en', models.TextField(blank=True)),
                ('note_zh_hans', models.TextField(blank=True)),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='published_surveys', to='records.jurisdiction')),
                ('theme', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='published_surveys', to='records.theme')),
                ('frozen', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.surveyversion')),
            ],
            options={
                'verbose_name': 'published coverage search',
                'verbose_name_plural': 'published coverage searches',
                'ordering': ['-searched_on', '-item'],
                'indexes': [models.Index(fields=['-searched_on', '-item'], name='published_survey_newest')],
            },
        ),
        migrations.CreateModel(
            name='TermVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('action', models.CharField(choices=[('publish', 'published'), ('withdraw', 'withdrawn'), ('reshape', 'format updated')], default='publish', max_length=8, verbose_name='action')),
                ('document', models.JSONField(decoder=observatory.publishing.models.document_decoder.Decoder, help_text='The published content. Empty if this is a withdrawal.', null=True, verbose_name='document')),
                ('sha256', models.CharField(blank=True, help_text='Hash of the document as canonical JSON.', max_length=64, verbose_name='SHA-256')),
                ('published_at', models.DateTimeField(verbose_name='when')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='sources.officialterm', verbose_name='official term')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'version of an official term',
                'verbose_name_plural': 'versions of official terms',
                'ordering': ['-published_at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('item', 'number'), name='termversion_number_once'), models.UniqueConstraint(fields=('id', 'item'), name='termversion_of_its_item'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='termversion_number_from_one'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='termversion_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('action__in', ['publish', 'reshape']), ('document__isnull', False), ('sha256__regex', '^[0-9a-f]{64}$')), models.Q(('action', 'withdraw'), ('document__isnull', True), ('sha256', '')), _connector='OR'), name='termversion_holds_what_was_published')],
            },
        ),
        migrations.CreateModel(
            name='PublishedTerm',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='published', serialize=False, to='sources.officialterm')),
                ('term', models.CharField(max_length=200)),
                ('language', models.CharField(max_length=12)),
                ('note_en', models.TextField(blank=True)),
                ('note_zh_hans', models.TextField(blank=True)),
                ('search', django.contrib.postgres.search.SearchVectorField(null=True)),
                ('frozen', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.termversion')),
            ],
            options={
                'verbose_name': 'published official term',
                'verbose_name_plural': 'published official terms',
                'ordering': ['term', 'pk'],
                'indexes': [models.Index(fields=['term', 'item'], name='published_term_order'), django.contrib.postgres.indexes.GinIndex(fields=['search'], name='published_term_search')],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=40)),
            ],
            options={
                'ordering': ['text', 'pk'],
                'indexes': [models.Index(fields=['text'], name='word_text'), django.contrib.postgres.indexes.GinIndex(fields=['text'], name='word_alike', opclasses=['gin_trgm_ops'])],
            },
        ),
        migrations.CreateModel(
            name='PublishedCitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('statement', models.TextField(help_text='Its key in the document: see `statements_with_citations`.')),
                ('citation_id', models.CharField(blank=True, help_text='Permanent ID of the citation.', max_length=16)),
                ('source_id', models.CharField(blank=True, help_text='Permanent ID of the source.', max_length=16)),
                ('source_key', models.CharField(blank=True, max_length=80)),
                ('quote', models.TextField(blank=True)),
                ('selector', models.CharField(blank=True, help_text='Digest of the quote with its context.', max_length=32)),
                ('basis', models.CharField(blank=True, max_length=10)),
                ('verdict', models.CharField(blank=True, max_length=16)),
                ('primary', models.BooleanField(default=False, help_text='It supports the statement by a passage of a primary source.')),
                ('until', models.DateTimeField(help_text='When a version with another quote was published.', null=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='published_citations', to='publishing.entry')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['citation_id', 'selector'], name='published_citation_quote')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until', None), models.Q(models.Q(('selector', ''), _negated=True), models.Q(('citation_id', ''), _negated=True)), _connector='OR'), name='published_citation_ends_quoted')],
            },
        ),
        migrations.CreateModel(
            name='PublishedLocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(blank=True, max_length=2000)),
                ('retired_at', models.DateField(null=True)),
                ('location', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='published', to='sources.location')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='locations', to='publishing.publishedsource')),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['url'], name='published_location_url', opclasses=['varchar_pattern_ops'])],
                'constraints': [models.UniqueConstraint(fields=('source', 'location'), name='published_location_once')],
            },
        ),
        migrations.CreateModel(
            name='PublishedRendering',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300)),
                ('language', models.CharField(max_length=12)),
                ('locator', models.CharField(blank=True, max_length=200)),
                ('search', django.contrib.postgres.search.SearchVectorField(null=True)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renderings', to='publishing.publishedsource')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renderings', to='publishing.publishedterm')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='published_rendering_search')],
            },
        ),
        migrations.CreateModel(
            name='ScheduledPublication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(verbose_name='publish at')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('approved', models.CharField(max_length=64)),
                ('sources', models.JSONField(default=dict)),
                ('batch', models.UUIDField(default=uuid.uuid4)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('waiting', 'waiting for its time'), ('published', 'done'), ('cancelled', 'cancelled'), ('refused', 'not published at its time')], default='waiting', max_length=10, verbose_name='state')),
                ('refusal', models.CharField(blank=True, choices=[('edited', 'It was edited after it was scheduled. Review it again.'), ('returned', 'It was returned to its curators after it was scheduled.'), ('withdrawn', 'It was withdrawn after it was scheduled.'), ('checks', 'Checks that must pass found something. Correct it, then schedule it again.'), ('own_edits', 'Who scheduled it had edited it. Somebody else has to publish it.'), ('slug', 'Another public record already uses its slug. Change one of the two slugs.'), ('key', 'Another public source already has the key of a source it cites. Change one of the two keys.'), ('merged', 'Its time passed while it was merged into another record. Schedule it again.'), ('failed', 'The program failed. The log of the server has the error; try to publish it by hand.')], max_length=10)),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='scheduled by')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='scheduled', to='records.record', verbose_name='record')),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='scheduled', to='sources.source', verbose_name='source')),
                ('survey', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='scheduled', to='records.survey', verbose_name='coverage search')),
                ('term', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='scheduled', to='sources.officialterm', verbose_name='official term')),
            ],
            options={
                'verbose_name': 'scheduled publication',
                'verbose_name_plural': 'scheduled publications',
                'ordering': ['due_at', 'pk'],
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='scheduled_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('record',), name='scheduled_once_a_record'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='scheduled_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='scheduled_ended_when_over'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), models.Q(('refusal', ''), _negated=True)), models.Q(('state', 'refused'), _negated=True), _connector='OR'), name='scheduled_refused_why'), models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('source',), name='scheduled_once_a_source'), models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('term',), name='scheduled_once_a_term'), models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('survey',), name='scheduled_once_a_survey'), models.CheckConstraint(condition=models.Q(models.Q(('record__isnull', False), ('source', None), ('survey', None), ('term', None)), models.Q(('source__isnull', False), ('record', None), ('survey', None), ('term', None)), models.Q(('term__isnull', False), ('record', None), ('source', None), ('survey', None)), models.Q(('survey__isnull', False), ('record', None), ('source', None), ('term', None)), _connector='OR'), name='scheduled_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='ReviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='for whom')),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', '简体中文')], max_length=10, verbose_name='language of the page')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('last_used_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='review_links', to='records.record')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'link for an expert',
                'verbose_name_plural': 'links for experts',
                'ordering': ['-created_at', '-pk'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('token_hash__regex', '^[0-9a-f]{64}$')), name='review_link_is_hashed'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='review_link_has_a_name'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='review_link_revoked_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='ExpertOpinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('statement', models.CharField(blank=True, max_length=80)),
                ('stance', models.CharField(choices=[('agree', 'agree'), ('dispute', 'dispute'), ('comment', 'comment')], max_length=10)),
                ('text', models.CharField(blank=True, max_length=2000)),
                ('said_of', models.TextField(blank=True)),
                ('given_at', models.DateTimeField()),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinions', to='publishing.reviewlink')),
            ],
            options={
                'verbose_name': 'opinion of an expert',
                'verbose_name_plural': 'opinions of experts',
                'ordering': ['given_at', 'pk'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('link', 'statement'), name='opinion_once_a_statement'), models.CheckConstraint(condition=models.Q(('statement', ''), ('statement__regex', '^(field:[a-z_]+|(relation|milestone):[0-9]+)$'), _connector='OR'), name='opinion_statement_key'), models.CheckConstraint(condition=models.Q(('stance', 'agree'), models.Q(('text', ''), _negated=True), _connector='OR'), name='opinion_says_why')],
            },
        ),
        migrations.RunSQL(ADD_APPEND_ONLY, DROP_APPEND_ONLY),
        migrations.RunSQL(NARROW, WIDE),
        migrations.RunSQL(_of_all(ADD), _of_all(DROP)),
    ]

"""Records, relations, vocabularies, and their history; the functions for the bounds of partial dates; one name space of slugs.

Bodies of the functions are SQL-standard (RETURN), so they depend on no search_path, and immutable, so generated
columns may use them. An open end of a date (2022/..) is the last day that a date can be, an open start the first one.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from pgtrigger.compiler import Trigger, UpsertTriggerSql
from pgtrigger.migrations import AddTrigger

import observatory.records.fields
import observatory.records.permanent_ids
import observatory.records.tracking
from observatory.records.migration_operations import AddTriggers

LOWER = """
CREATE FUNCTION edtf_lower(value text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value = '' THEN NULL WHEN starts_with(value, '..') THEN make_date(1, 1, 1) ELSE make_date(
    substr(split_part(value, '/', 1), 1, 4)::int,
    coalesce(nullif(rtrim(substr(split_part(value, '/', 1), 6, 2), '~?%'), ''), '1')::int,
    coalesce(nullif(rtrim(substr(split_part(value, '/', 1), 9, 2), '~?%'), ''), '1')::int) END
"""

# The last day of a month is the day before the first of the next.
UPPER_DAY = """
CREATE FUNCTION edtf_last_day(value text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE length(value)
    WHEN 4 THEN make_date(value::int, 12, 31)
    WHEN 7 THEN make_date(
        substr(value, 1, 4)::int + substr(value, 6, 2)::int / 12, substr(value, 6, 2)::int % 12 + 1, 1) - 1
    ELSE make_date(substr(value, 1, 4)::int, substr(value, 6, 2)::int, substr(value, 9, 2)::int) END
"""

# An interval that ends before it starts is refused: there is no month 99.
UPPER = """
CREATE FUNCTION edtf_upper(value text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value = '' THEN NULL
    WHEN position('/' in value) = 0 THEN edtf_last_day(rtrim(value, '~?%'))
    WHEN split_part(value, '/', 2) = '..' THEN make_date(9999, 12, 31)
    WHEN edtf_lower(split_part(value, '/', 2)) < edtf_lower(value) THEN make_date(substr(value, 1, 4)::int, 99, 99)
    ELSE edtf_last_day(rtrim(split_part(value, '/', 2), '~?%')) END
"""

# A slug leads to one record, whether the record has it or had it: one name space in two tables, which a unique
# constraint cannot span. Writers hold `records.record_slugs.lock_slugs`; the trigger refuses whoever does not.
ADD_SLUG_TRIGGERS = """
CREATE FUNCTION slug_leads_to_one_record() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE other bigint;
BEGIN
    IF TG_TABLE_NAME = 'records_record' THEN
        SELECT record_id INTO other FROM records_formerslug WHERE slug = NEW.slug AND record_id <> NEW.id;
    ELSE
        SELECT id INTO other FROM records_record WHERE slug = NEW.slug AND id <> NEW.record_id;
    END IF;
    IF other IS NOT NULL THEN
        RAISE unique_violation USING
            CONSTRAINT = 'slug_leads_to_one_record', MESSAGE = format('the slug "%s" leads to record %s', NEW.slug, other);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER record_slug_leads_to_one_record AFTER INSERT OR UPDATE OF slug ON records_record
    FOR EACH ROW EXECUTE FUNCTION slug_leads_to_one_record();
CREATE TRIGGER former_slug_leads_to_one_record AFTER INSERT OR UPDATE ON records_formerslug
    FOR EACH ROW EXECUTE FUNCTION slug_leads_to_one_record();
"""

DROP_SLUG_TRIGGERS = """
DROP TRIGGER former_slug_leads_to_one_record ON records_formerslug;
DROP TRIGGER record_slug_leads_to_one_record ON records_record;
DROP FUNCTION slug_leads_to_one_record();
"""


class Migration(migrations.Migration):

    # The files of development versions. A database that has all of them has this one; `migration_checks` refuses others.
    replaces = [
        ('records', '0001_edtf_functions'),
        ('records', '0002_initial'),
        ('records', '0003_survey_state'),
        ('records', '0004_edtf_level_1'),
        ('records', '0005_edtf_level_1_constraints'),
        ('records', '0006_editors_of_drafts'),
        ('records', '0001_squashed_0006_editors_of_drafts'),
        ('records', '0007_assignment_and_comments'),
        ('records', '0008_history'),
        ('records', '0009_likely_duplicates'),
        ('records', '0010_comments_on_items'),
    ]

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(LOWER, "DROP FUNCTION edtf_lower(text)"),
        migrations.RunSQL(UPPER_DAY, "DROP FUNCTION edtf_last_day(text)"),
        migrations.RunSQL(UPPER, "DROP FUNCTION edtf_upper(text)"),
        migrations.CreateModel(
            name='Field',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True, verbose_name='code')),
                ('label_en', models.CharField(max_length=200, verbose_name='English label')),
                ('label_zh_hans', models.CharField(blank=True, max_length=200, verbose_name='Chinese label')),
                ('edition', models.CharField(blank=True, max_length=80, verbose_name='edition')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='records.field', verbose_name='broader term')),
            ],
            options={
                'verbose_name': 'field of science',
                'verbose_name_plural': 'fields of science',
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('label_en', ''), _negated=True)), name='field_has_code_and_label'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='field_not_in_itself', violation_error_message='A term cannot be broader than itself.')],
            },
        ),
        migrations.CreateModel(
            name='InstrumentType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True, verbose_name='code')),
                ('label_en', models.CharField(max_length=200, verbose_name='English label')),
                ('label_zh_hans', models.CharField(blank=True, max_length=200, verbose_name='Chinese label')),
                ('edition', models.CharField(blank=True, max_length=80, verbose_name='edition')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='records.instrumenttype', verbose_name='broader term')),
            ],
            options={
                'verbose_name': 'policy instrument type',
                'verbose_name_plural': 'policy instrument types',
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('label_en', ''), _negated=True)), name='instrumenttype_has_code_and_label'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='instrumenttype_not_in_itself', violation_error_message='A term cannot be broader than itself.')],
            },
        ),
        migrations.CreateModel(
            name='Jurisdiction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True, verbose_name='code')),
                ('label_en', models.CharField(max_length=200, verbose_name='English label')),
                ('label_zh_hans', models.CharField(blank=True, max_length=200, verbose_name='Chinese label')),
                ('edition', models.CharField(blank=True, max_length=80, verbose_name='edition')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='records.jurisdiction', verbose_name='broader term')),
            ],
            options={
                'verbose_name': 'jurisdiction',
                'verbose_name_plural': 'jurisdictions',
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('label_en', ''), _negated=True)), name='jurisdiction_has_code_and_label'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='jurisdiction_not_in_itself', violation_error_message='A term cannot be broader than itself.'), models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Z]{2,3}(-[A-Z0-9]{1,3})?$')), name='jurisdiction_code_iso_3166')],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True, verbose_name='code')),
                ('label_en', models.CharField(max_length=200, verbose_name='English label')),
                ('label_zh_hans', models.CharField(blank=True, max_length=200, verbose_name='Chinese label')),
                ('edition', models.CharField(blank=True, max_length=80, verbose_name='edition')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='records.theme', verbose_name='broader term')),
            ],
            options={
                'verbose_name': 'theme',
                'verbose_name_plural': 'themes',
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('label_en', ''), _negated=True)), name='theme_has_code_and_label'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='theme_not_in_itself', violation_error_message='A term cannot be broader than itself.')],
            },
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=observatory.records.permanent_ids.new_public_id, editable=False, max_length=16, unique=True, verbose_name='permanent ID')),
                ('kind', models.CharField(editable=False, max_length=20, verbose_name='record type')),
                ('slug', models.SlugField(help_text='Last part of the web address. If you change it, the old one redirects here.', max_length=120, unique=True, verbose_name='slug')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('published', 'published'), ('withdrawn', 'withdrawn')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('title_en', models.CharField(blank=True, max_length=300, verbose_name='English title')),
                ('title_zh_hans', models.CharField(blank=True, max_length=300, verbose_name='Chinese title')),
                ('original_title', models.CharField(blank=True, help_text='Exactly as its author writes it.', max_length=300, verbose_name='original title')),
                ('original_language', observatory.records.fields.LanguageField(blank=True, help_text='BCP 47: en, zh-Hans, …', max_length=12, verbose_name='language of the original title')),
                ('summary_en', models.TextField(blank=True, verbose_name='English summary')),
                ('summary_zh_hans', models.TextField(blank=True, verbose_name='Chinese summary')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last edited')),
                ('edited_by', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), db_default=[], default=list, editable=False, size=None)),
                ('returned', models.BooleanField(db_default=False, default=False, editable=False, help_text='A reviewer sent it back.', verbose_name='returned')),
                ('fields', models.ManyToManyField(blank=True, related_name='records', to='records.field', verbose_name='fields of science')),
                ('instrument_types', models.ManyToManyField(blank=True, related_name='records', to='records.instrumenttype', verbose_name='policy instrument types')),
                ('jurisdictions', models.ManyToManyField(blank=True, related_name='records', to='records.jurisdiction', verbose_name='jurisdictions')),
                ('themes', models.ManyToManyField(blank=True, related_name='records', to='records.theme', verbose_name='themes')),
                ('assigned_to', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='assigned_records', to=settings.AUTH_USER_MODEL, verbose_name='assigned to')),
                ('due_on', models.DateField(blank=True, editable=False, null=True, verbose_name='due')),
            ],
            options={
                'verbose_name': 'record',
                'verbose_name_plural': 'records',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['kind', '-id'], name='record_kind_newest'), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('state__in', ['draft', 'in_review'])), fields=['edited_by'], name='record_edited_by')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title_en', ''), _negated=True), models.Q(('title_zh_hans', ''), _negated=True), models.Q(('original_title', ''), _negated=True), _connector='OR'), name='record_has_a_title', violation_error_message='Give at least one title: English, Chinese or the original.'), models.CheckConstraint(condition=models.Q(('original_title', ''), models.Q(('original_language', ''), _negated=True), _connector='OR'), name='record_original_title_has_language', violation_error_message='Give the language of the original title.'), models.CheckConstraint(condition=models.Q(('original_language', ''), ('original_language__regex', '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$'), _connector='OR'), name='record_original_language_tag'), models.CheckConstraint(condition=models.Q(('slug__regex', '^[-a-zA-Z0-9_]+$')), name='record_slug_form'), models.CheckConstraint(condition=models.Q(('kind', ''), _negated=True), name='record_has_a_kind'), models.CheckConstraint(condition=models.Q(('public_id', ''), _negated=True), name='record_has_a_public_id'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'published', 'withdrawn'])), name='record_state_known')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('record_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='records.record')),
                ('organisation_type', models.CharField(blank=True, choices=[('government', 'government'), ('education', 'education'), ('company', 'company'), ('facility', 'facility or laboratory'), ('funder', 'funder'), ('nonprofit', 'non-profit'), ('healthcare', 'health care'), ('archive', 'archive'), ('other', 'other')], max_length=12, verbose_name='type of organisation')),
                ('founded', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21, verbose_name='founded')),
                ('founded_from', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFLower(models.F('founded')), output_field=models.DateField(null=True))),
                ('founded_to', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFUpper(models.F('founded')), output_field=models.DateField(null=True))),
                ('dissolved', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21, verbose_name='dissolved')),
                ('dissolved_from', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFLower(models.F('dissolved')), output_field=models.DateField(null=True))),
                ('dissolved_to', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFUpper(models.F('dissolved')), output_field=models.DateField(null=True))),
                ('website', observatory.records.fields.WebAddressField(blank=True, max_length=500, verbose_name='website')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'constraints': [models.CheckConstraint(condition=models.Q(('founded', ''), ('founded__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='organisation_founded_edtf'), models.CheckConstraint(condition=models.Q(('dissolved', ''), ('dissolved__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='organisation_dissolved_edtf'), models.CheckConstraint(condition=models.Q(('organisation_type__in', ['government', 'education', 'company', 'facility', 'funder', 'nonprofit', 'healthcare', 'archive', 'other', ''])), name='organisation_type_known')],
            },
            bases=('records.record',),
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(choices=[('announced', 'announced'), ('consultation', 'public consultation'), ('adopted', 'passed or adopted'), ('published', 'published'), ('in_force', 'entered into force'), ('amended', 'amended'), ('repealed', 'repealed or replaced'), ('started', 'started'), ('released', 'released'), ('results', 'results published'), ('held', 'held'), ('closed', 'closed'), ('other', 'other event')], max_length=12, verbose_name='type')),
                ('date', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21, verbose_name='date')),
                ('date_from', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFLower(models.F('date')), output_field=models.DateField(null=True))),
                ('date_to', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFUpper(models.F('date')), output_field=models.DateField(null=True))),
                ('title_en', models.CharField(max_length=300, verbose_name='what happened')),
                ('title_zh_hans', models.CharField(blank=True, max_length=300, verbose_name='what happened, in Chinese')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='records.record', verbose_name='record')),
            ],
            options={
                'verbose_name': 'milestone',
                'verbose_name_plural': 'milestones',
                'ordering': ['date', 'id'],
                'constraints': [models.UniqueConstraint(fields=('record', 'type', 'date', 'title_en'), name='milestone_stated_once'), models.UniqueConstraint(fields=('id', 'record'), name='milestone_of_its_record'), models.CheckConstraint(condition=models.Q(('title_en', ''), _negated=True), name='milestone_has_a_title'), models.CheckConstraint(condition=models.Q(('type__in', ['announced', 'consultation', 'adopted', 'published', 'in_force', 'amended', 'repealed', 'started', 'released', 'results', 'held', 'closed', 'other'])), name='milestone_type_known'), models.CheckConstraint(condition=models.Q(('date', ''), ('date__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='milestone_date_edtf')],
            },
        ),
        migrations.CreateModel(
            name='Identifier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(choices=[('doi', 'DOI'), ('ror', 'ROR'), ('wikidata', 'Wikidata'), ('isni', 'ISNI'), ('arxiv', 'arXiv'), ('document_number', 'document number'), ('urn', 'URN'), ('other', 'other')], max_length=16, verbose_name='scheme')),
                ('value', models.CharField(max_length=200, verbose_name='value')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identifiers', to='records.record', verbose_name='record')),
            ],
            options={
                'verbose_name': 'identifier',
                'verbose_name_plural': 'identifiers',
                'ordering': ['scheme', 'value'],
                'constraints': [models.UniqueConstraint(fields=('scheme', 'value'), name='identifier_names_one_record'), models.CheckConstraint(condition=models.Q(('value', ''), _negated=True), name='identifier_not_empty'), models.CheckConstraint(condition=models.Q(('scheme__in', ['doi', 'ror', 'wikidata', 'isni', 'arxiv', 'urn', 'document_number', 'other'])), name='identifier_scheme_known'), models.CheckConstraint(condition=models.Q(('value', ''), models.Q(('scheme__in', ['doi', 'ror', 'wikidata', 'isni', 'arxiv', 'urn', 'document_number', 'other']), _negated=True), models.Q(('scheme', 'doi'), ('value__regex', '^(10\\.[0-9]{4,9}/[^\\s]+)$')), models.Q(('scheme', 'ror'), ('value__regex', '^(0[0-9a-hj-km-np-tv-z]{6}[0-9]{2})$')), models.Q(('scheme', 'wikidata'), ('value__regex', '^(Q[1-9][0-9]*)$')), models.Q(('scheme', 'isni'), ('value__regex', '^([0-9]{15}[0-9X])$')), models.Q(('scheme', 'arxiv'), ('value__regex', '^(([0-9]{4}\\.[0-9]{4,5}|[a-z-]+(\\.[A-Z]{2})?/[0-9]{7})(v[0-9]+)?)$')), models.Q(('scheme', 'urn'), ('value__regex', '^(urn:[a-z0-9][a-z0-9-]{1,31}:[^\\s]+)$')), models.Q(('scheme', 'document_number'), ('value__regex', '^((?=.*[0-9])[^\\s](.*[^\\s])?)$')), models.Q(('scheme', 'other'), ('value__regex', '^([^\\s](.*[^\\s])?)$')), _connector='OR'), name='identifier_form')],
            },
        ),
        migrations.CreateModel(
            name='FormerSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=120, unique=True, verbose_name='slug')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='records.record', verbose_name='record')),
            ],
            options={
                'verbose_name': 'former slug',
                'verbose_name_plural': 'former slugs',
            },
        ),
        migrations.CreateModel(
            name='OtherName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('language', observatory.records.fields.LanguageField(help_text='BCP 47: en, zh-Hans, …', max_length=12, verbose_name='language')),
                ('kind', models.CharField(choices=[('alias', 'alternative name'), ('former', 'former name'), ('abbreviation', 'abbreviation'), ('translation', 'other translation'), ('spelling', 'as spelt in a source')], default='alias', max_length=14, verbose_name='type')),
                ('note_en', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('note_zh_hans', models.CharField(blank=True, max_length=300, verbose_name='note in Chinese')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='other_names', to='records.record', verbose_name='record')),
            ],
            options={
                'verbose_name': 'other name',
                'verbose_name_plural': 'other names',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('record', 'name', 'language'), name='other_name_once_per_record'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='other_name_not_empty'), models.CheckConstraint(condition=models.Q(('kind__in', ['alias', 'former', 'abbreviation', 'translation', 'spelling'])), name='other_name_kind_known'), models.CheckConstraint(condition=models.Q(('language__regex', '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$')), name='other_name_language_tag')],
            },
        ),
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('predicate', models.CharField(choices=[('issued', 'issued'), ('launched', 'launched'), ('established', 'established'), ('developed', 'developed'), ('released', 'released'), ('supports', 'supports'), ('funds', 'funds'), ('organised', 'organised'), ('hosted', 'hosted'), ('participates_in', 'participates in'), ('advises', 'advises'), ('part_of', 'is part of'), ('implements', 'implements'), ('based_on', 'is based on'), ('applies_to', 'applies to'), ('amends', 'amends'), ('repeals', 'repeals'), ('succeeds', 'succeeds'), ('partner_of', 'works with')], max_length=20, verbose_name='relation type')),
                ('role', models.CharField(blank=True, choices=[('lead', 'lead'), ('joint', 'joint')], max_length=5, verbose_name='role')),
                ('date', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21, verbose_name='date')),
                ('date_from', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFLower(models.F('date')), output_field=models.DateField(null=True))),
                ('date_to', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFUpper(models.F('date')), output_field=models.DateField(null=True))),
                ('note_en', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('note_zh_hans', models.CharField(blank=True, max_length=500, verbose_name='note in Chinese')),
                ('object', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relations_to', to='records.record', verbose_name='object')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='records.record', verbose_name='subject')),
            ],
            options={
                'verbose_name': 'relation',
                'verbose_name_plural': 'relations',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('subject', 'predicate', 'object', 'date'), name='relation_stated_once'), models.UniqueConstraint(fields=('id', 'subject'), name='relation_of_its_subject'), models.CheckConstraint(condition=models.Q(('subject', models.F('object')), _negated=True), name='relation_between_two_records', violation_error_message='A record cannot be related to itself.'), models.CheckConstraint(condition=models.Q(('predicate__in', ['issued', 'launched', 'established', 'developed', 'released', 'supports', 'funds', 'organised', 'hosted', 'participates_in', 'advises', 'part_of', 'implements', 'based_on', 'applies_to', 'amends', 'repeals', 'succeeds', 'partner_of'])), name='relation_predicate_known'), models.CheckConstraint(condition=models.Q(('role__in', ['lead', 'joint', ''])), name='relation_role_known'), models.CheckConstraint(condition=models.Q(('date', ''), ('date__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='relation_date_edtf')],
            },
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('published', 'published'), ('withdrawn', 'withdrawn')], db_default='draft', default='draft', editable=False, max_length=10, verbose_name='state')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last edited')),
                ('kind', models.CharField(blank=True, max_length=20, verbose_name='record type')),
                ('outcome', models.CharField(choices=[('found', 'found'), ('none_found', 'searched, none found')], max_length=10, verbose_name='outcome')),
                ('searched_on', models.DateField(verbose_name='searched on')),
                ('note_en', models.TextField(blank=True, verbose_name='search method')),
                ('note_zh_hans', models.TextField(blank=True, verbose_name='search method in Chinese')),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='surveys', to='records.jurisdiction', verbose_name='jurisdiction')),
                ('searched_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='searched by')),
                ('theme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='surveys', to='records.theme', verbose_name='theme')),
            ],
            options={
                'verbose_name': 'coverage search',
                'verbose_name_plural': 'coverage searches',
                'ordering': ['-searched_on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', ''), ('theme__isnull', False)), models.Q(('theme', None), models.Q(('kind', ''), _negated=True)), _connector='OR'), name='survey_of_a_theme_or_a_kind', violation_error_message='Choose what was searched for: a theme or a record type.'), models.CheckConstraint(condition=models.Q(('outcome__in', ['found', 'none_found'])), name='survey_outcome_known'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'published', 'withdrawn'])), name='survey_state_known'), models.UniqueConstraint(fields=('jurisdiction', 'theme', 'kind', 'searched_on'), name='survey_once_a_day', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('statement', models.CharField(blank=True, max_length=80, verbose_name='statement')),
                ('text', models.TextField(max_length=4000, verbose_name='comment')),
                ('returns', models.BooleanField(default=False, editable=False, verbose_name='returned the record')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('settled_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='settled')),
                ('author', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('mentioned', models.ManyToManyField(blank=True, editable=False, related_name='mentioned_in', to=settings.AUTH_USER_MODEL, verbose_name='mentioned')),
                ('record', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='records.record', verbose_name='record')),
                ('settled_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='settled by')),
                ('item_id', models.PositiveBigIntegerField(blank=True, editable=False, null=True)),
                ('item_type', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
            ],
            options={
                'verbose_name': 'comment',
                'verbose_name_plural': 'comments',
                'ordering': ['created_at', 'id'],
                'indexes': [models.Index(condition=models.Q(('settled_at', None)), fields=['record', 'created_at'], name='comment_open'), models.Index(condition=models.Q(('item_id__isnull', False)), fields=['item_type', 'item_id'], name='comment_of_item')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='comment_not_empty'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('settled_by', None)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='comment_settled_by_somebody'), models.CheckConstraint(condition=models.Q(('statement', ''), ('statement__regex', '^(field:[a-z_]+|(relation|milestone|location|contributor|rendering):[0-9]+)$'), _connector='OR'), name='comment_statement_key'), models.CheckConstraint(condition=models.Q(models.Q(('item_id', None), ('item_type', None), ('record__isnull', False)), models.Q(('item_id__isnull', False), ('item_type__isnull', False), ('record', None)), _connector='OR'), name='comment_on_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='LikelyDuplicate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.PositiveSmallIntegerField(verbose_name='score')),
                ('reasons', models.JSONField(default=list, verbose_name='reasons')),
                ('found_at', models.DateTimeField(auto_now_add=True, verbose_name='found')),
                ('one', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record', verbose_name='record')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record', verbose_name='other record')),
            ],
            options={
                'verbose_name': 'likely duplicate',
                'verbose_name_plural': 'likely duplicates',
                'ordering': ['-score', '-id'],
                'indexes': [models.Index(fields=['-score', '-id'], name='likelyduplicate_best')],
                'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='likelyduplicate_once'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='likelyduplicate_in_order')],
            },
        ),
        migrations.CreateModel(
            name='MergedRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='merged')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('step', models.CharField(blank=True, editable=False, max_length=40)),
                ('outside', models.JSONField(default=dict, editable=False)),
                ('by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='merged by')),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mergers', to='records.record', verbose_name='merged into')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='merger', to='records.record', verbose_name='record')),
            ],
            options={
                'verbose_name': 'merged record',
                'verbose_name_plural': 'merged records',
                'ordering': ['-at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('record', models.F('into')), _negated=True), name='mergedrecord_into_another'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='mergedrecord_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='NotTheSame',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='decided')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('one', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record', verbose_name='record')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record', verbose_name='other record')),
            ],
            options={
                'verbose_name': 'pair that is not the same',
                'verbose_name_plural': 'pairs that are not the same',
                'ordering': ['-at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='notthesame_once'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='notthesame_in_order')],
            },
        ),
        migrations.CreateModel(
            name='RecordKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120)),
                ('record', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record', verbose_name='record')),
            ],
            options={
                'indexes': [models.Index(fields=['key', 'record'], name='record_key_key')],
                'constraints': [models.UniqueConstraint(fields=('record', 'key'), name='record_key_once')],
            },
        ),
        migrations.RunSQL(ADD_SLUG_TRIGGERS, DROP_SLUG_TRIGGERS),
        # The history: tables of events, and the triggers that write them.
        migrations.CreateModel(
            name='FormerSlugEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('slug', models.SlugField(db_index=False, max_length=120)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.formerslug')),
                ('record', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.record')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='formerslug_by_row'), models.Index(fields=['record', 'pgh_id'], name='formerslug_by_owner')],
            },
        ),
        migrations.CreateModel(
            name='IdentifierEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('scheme', models.CharField(max_length=16)),
                ('value', models.CharField(max_length=200)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.identifier')),
                ('record', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.record')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='identifier_by_row'), models.Index(fields=['record', 'pgh_id'], name='identifier_by_owner')],
            },
        ),
        migrations.CreateModel(
            name='MilestoneEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('type', models.CharField(max_length=12)),
                ('date', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21)),
                ('title_en', models.CharField(max_length=300)),
                ('title_zh_hans', models.CharField(blank=True, max_length=300)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.milestone')),
                ('record', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.record')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='milestone_by_row'), models.Index(fields=['record', 'pgh_id'], name='milestone_by_owner')],
            },
        ),
        migrations.CreateModel(
            name='OrganisationEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('organisation_type', models.CharField(blank=True, max_length=12)),
                ('founded', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21)),
                ('dissolved', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21)),
                ('website', observatory.records.fields.WebAddressField(blank=True, max_length=500)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.organisation')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='organisation_by_row'), models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['-pgh_id'], name='organisation_deleted')],
            },
        ),
        migrations.CreateModel(
            name='OtherNameEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('name', models.CharField(max_length=300)),
                ('language', observatory.records.fields.LanguageField(max_length=12)),
                ('kind', models.CharField(default='alias', max_length=14)),
                ('note_en', models.CharField(blank=True, max_length=300)),
                ('note_zh_hans', models.CharField(blank=True, max_length=300)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.othername')),
                ('record', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.record')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='othername_by_row'), models.Index(fields=['record', 'pgh_id'], name='othername_by_owner')],
            },
        ),
        migrations.CreateModel(
            name='RecordEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('public_id', models.CharField(default=observatory.records.permanent_ids.new_public_id, editable=False, max_length=16)),
                ('kind', models.CharField(editable=False, max_length=20)),
                ('slug', models.SlugField(db_index=False, max_length=120)),
                ('state', models.CharField(default='draft', editable=False, max_length=10)),
                ('title_en', models.CharField(blank=True, max_length=300)),
                ('title_zh_hans', models.CharField(blank=True, max_length=300)),
                ('original_title', models.CharField(blank=True, max_length=300)),
                ('original_language', observatory.records.fields.LanguageField(blank=True, max_length=12)),
                ('summary_en', models.TextField(blank=True)),
                ('summary_zh_hans', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.record')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='record_by_row'), models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['-pgh_id'], name='record_deleted')],
            },
        ),
        migrations.CreateModel(
            name='RecordField',
            fields=[
            ],
            options={
                'proxy': True,
                'default_permissions': (),
            },
            bases=('records.record_fields',),
        ),
        migrations.CreateModel(
            name='RecordFieldEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('field', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.field')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('record', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.record')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.recordfield')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='recordfield_by_row'), models.Index(fields=['record', 'pgh_id'], name='recordfield_by_owner')],
            },
        ),
        migrations.CreateModel(
            name='RecordInstrumentType',
            fields=[
            ],
            options={
                'proxy': True,
                'default_permissions': (),
            },
            bases=('records.record_instrument_types',),
        ),
        migrations.CreateModel(
            name='RecordInstrumentTypeEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('instrumenttype', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.instrumenttype')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('record', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.record')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.recordinstrumenttype')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='recordinstrumenttype_by_row'), models.Index(fields=['record', 'pgh_id'], name='recordinstrumenttype_by_owner')],
            },
        ),
        migrations.CreateModel(
            name='RecordJurisdiction',
            fields=[
            ],
            options={
                'proxy': True,
                'default_permissions': (),
            },
            bases=('records.record_jurisdictions',),
        ),
        migrations.CreateModel(
            name='RecordJurisdictionEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('jurisdiction', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.jurisdiction')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('record', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.record')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.recordjurisdiction')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='recordjurisdiction_by_row'), models.Index(fields=['record', 'pgh_id'], name='recordjurisdiction_by_owner')],
            },
        ),
        migrations.CreateModel(
            name='RecordTheme',
            fields=[
            ],
            options={
                'proxy': True,
                'default_permissions': (),
            },
            bases=('records.record_themes',),
        ),
        migrations.CreateModel(
            name='RecordThemeEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('record', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.record')),
                ('theme', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.theme')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.recordtheme')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='recordtheme_by_row'), models.Index(fields=['record', 'pgh_id'], name='recordtheme_by_owner')],
            },
        ),
        migrations.CreateModel(
            name='RelationEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('predicate', models.CharField(max_length=20)),
                ('role', models.CharField(blank=True, max_length=5)),
                ('date', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21)),
                ('note_en', models.CharField(blank=True, max_length=500)),
                ('note_zh_hans', models.CharField(blank=True, max_length=500)),
                ('object', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.record')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.relation')),
                ('subject', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.record')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='relation_by_row'), models.Index(fields=['subject', 'pgh_id'], name='relation_by_owner')],
            },
        ),
        migrations.CreateModel(
            name='SurveyEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('state', models.CharField(db_default='draft', default='draft', editable=False, max_length=10)),
                ('kind', models.CharField(blank=True, max_length=20)),
                ('outcome', models.CharField(max_length=10)),
                ('searched_on', models.DateField()),
                ('note_en', models.TextField(blank=True)),
                ('note_zh_hans', models.TextField(blank=True)),
                ('jurisdiction', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.jurisdiction')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.survey')),
                ('searched_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.theme')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='survey_by_row'), models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['-pgh_id'], name='survey_deleted')],
            },
        ),
        AddTriggers([
            AddTrigger('record', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordevent" ("created_at", "kind", "original_language", "original_title", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "slug", "state", "summary_en", "summary_zh_hans", "title_en", "title_zh_hans") SELECT new_values."created_at", new_values."kind", new_values."original_language", new_values."original_title", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."public_id", new_values."slug", new_values."state", new_values."summary_en", new_values."summary_zh_hans", new_values."title_en", new_values."title_zh_hans" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='55d9e423a06f49c7f54e3bbd51dc63cee9837821', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_63ec8', referencing='REFERENCING NEW TABLE AS new_values ', table='records_record', when='AFTER'))),
            AddTrigger('record', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordevent" ("created_at", "kind", "original_language", "original_title", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "slug", "state", "summary_en", "summary_zh_hans", "title_en", "title_zh_hans") SELECT new_values."created_at", new_values."kind", new_values."original_language", new_values."original_title", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."public_id", new_values."slug", new_values."state", new_values."summary_en", new_values."summary_zh_hans", new_values."title_en", new_values."title_zh_hans" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."original_language" IS DISTINCT FROM (new_values."original_language") OR old_values."original_title" IS DISTINCT FROM (new_values."original_title") OR old_values."public_id" IS DISTINCT FROM (new_values."public_id") OR old_values."slug" IS DISTINCT FROM (new_values."slug") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."summary_en" IS DISTINCT FROM (new_values."summary_en") OR old_values."summary_zh_hans" IS DISTINCT FROM (new_values."summary_zh_hans") OR old_values."title_en" IS DISTINCT FROM (new_values."title_en") OR old_values."title_zh_hans" IS DISTINCT FROM (new_values."title_zh_hans")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2de78634740b3d6725395c7ac982564df4e4e482', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_1a81e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_record', when='AFTER'))),
            AddTrigger('record', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordevent" ("created_at", "kind", "original_language", "original_title", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "slug", "state", "summary_en", "summary_zh_hans", "title_en", "title_zh_hans") SELECT old_values."created_at", old_values."kind", old_values."original_language", old_values."original_title", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."public_id", old_values."slug", old_values."state", old_values."summary_en", old_values."summary_zh_hans", old_values."title_en", old_values."title_zh_hans" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='a1c09711081d447e42ea2e826397ecc5365988f9', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_099dc', referencing='REFERENCING OLD TABLE AS old_values ', table='records_record', when='AFTER'))),
            AddTrigger('organisation', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_organisationevent" ("dissolved", "founded", "organisation_type", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "website") SELECT new_values."dissolved", new_values."founded", new_values."organisation_type", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."record_ptr_id", new_values."website" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='39d77dd1afc257794be236d77ce4a2643a7bf5e9', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_1e1d3', referencing='REFERENCING NEW TABLE AS new_values ', table='records_organisation', when='AFTER'))),
            AddTrigger('organisation', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_organisationevent" ("dissolved", "founded", "organisation_type", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "website") SELECT new_values."dissolved", new_values."founded", new_values."organisation_type", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."record_ptr_id", new_values."website" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."record_ptr_id") = (new_values."record_ptr_id") WHERE (old_values."dissolved" IS DISTINCT FROM (new_values."dissolved") OR old_values."founded" IS DISTINCT FROM (new_values."founded") OR old_values."organisation_type" IS DISTINCT FROM (new_values."organisation_type") OR old_values."website" IS DISTINCT FROM (new_values."website")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2261132bd5052b210435c61552dcbaca6b1a80ab', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_a7e98', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_organisation', when='AFTER'))),
            AddTrigger('organisation', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_organisationevent" ("dissolved", "founded", "organisation_type", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "website") SELECT old_values."dissolved", old_values."founded", old_values."organisation_type", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."record_ptr_id", old_values."website" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='bd0b32b26525001cf87618f593204155fb34ed18', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_7e002', referencing='REFERENCING OLD TABLE AS old_values ', table='records_organisation', when='AFTER'))),
            AddTrigger('milestone', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_milestoneevent" ("date", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "title_en", "title_zh_hans", "type") SELECT new_values."date", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."record_id", new_values."title_en", new_values."title_zh_hans", new_values."type" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ddfb25726b5a6916554e512f080b23810b83773f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_ecdb0', referencing='REFERENCING NEW TABLE AS new_values ', table='records_milestone', when='AFTER'))),
            AddTrigger('milestone', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_milestoneevent" ("date", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "title_en", "title_zh_hans", "type") SELECT new_values."date", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."record_id", new_values."title_en", new_values."title_zh_hans", new_values."type" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."date" IS DISTINCT FROM (new_values."date") OR old_values."record_id" IS DISTINCT FROM (new_values."record_id") OR old_values."title_en" IS DISTINCT FROM (new_values."title_en") OR old_values."title_zh_hans" IS DISTINCT FROM (new_values."title_zh_hans") OR old_values."type" IS DISTINCT FROM (new_values."type")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='74a42cf788e1f86272de2e40a696c6f26d96f97e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_57102', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_milestone', when='AFTER'))),
            AddTrigger('milestone', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_milestoneevent" ("date", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "title_en", "title_zh_hans", "type") SELECT old_values."date", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."record_id", old_values."title_en", old_values."title_zh_hans", old_values."type" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d312b4fab632a8877f3ea2549932ff4313cb4f07', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_8c11e', referencing='REFERENCING OLD TABLE AS old_values ', table='records_milestone', when='AFTER'))),
            AddTrigger('milestone', Trigger(name='moved_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_milestoneevent" ("date", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "title_en", "title_zh_hans", "type") SELECT old_values."date", _pgh_attached_context.value, statement_timestamp(), \'moved\', old_values."id", old_values."record_id", old_values."title_en", old_values."title_zh_hans", old_values."type" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."record_id" IS DISTINCT FROM (new_values."record_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c145157918f5f37f7339f058987948880c0a16f5', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_moved_update_d8f36', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_milestone', when='AFTER'))),
            AddTrigger('identifier', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_identifierevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "scheme", "value") SELECT _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."record_id", new_values."scheme", new_values."value" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='42155c2fe3fda67c3a231b217000fb901cd5286b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_be763', referencing='REFERENCING NEW TABLE AS new_values ', table='records_identifier', when='AFTER'))),
            AddTrigger('identifier', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_identifierevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "scheme", "value") SELECT _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."record_id", new_values."scheme", new_values."value" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."record_id" IS DISTINCT FROM (new_values."record_id") OR old_values."scheme" IS DISTINCT FROM (new_values."scheme") OR old_values."value" IS DISTINCT FROM (new_values."value")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='38a68ede44de231d50341cf2b94cb6158b7fccc5', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_357f5', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_identifier', when='AFTER'))),
            AddTrigger('identifier', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_identifierevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "scheme", "value") SELECT _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."record_id", old_values."scheme", old_values."value" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='150cf330c03fd1867229663ec1f71a50541e8dd3', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_8245f', referencing='REFERENCING OLD TABLE AS old_values ', table='records_identifier', when='AFTER'))),
            AddTrigger('identifier', Trigger(name='moved_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_identifierevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "scheme", "value") SELECT _pgh_attached_context.value, statement_timestamp(), \'moved\', old_values."id", old_values."record_id", old_values."scheme", old_values."value" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."record_id" IS DISTINCT FROM (new_values."record_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f2594e5f123cb94f6c425df6e419e70651af2419', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_moved_update_08bab', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_identifier', when='AFTER'))),
            AddTrigger('formerslug', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_formerslugevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "slug") SELECT _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."record_id", new_values."slug" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c988c67bf5b153f91cbcf103fb8163a3b6abd6bd', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_cde64', referencing='REFERENCING NEW TABLE AS new_values ', table='records_formerslug', when='AFTER'))),
            AddTrigger('formerslug', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_formerslugevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "slug") SELECT _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."record_id", new_values."slug" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."record_id" IS DISTINCT FROM (new_values."record_id") OR old_values."slug" IS DISTINCT FROM (new_values."slug")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a145c92e97faa97eb6fd17ab7aac4fd2996594c5', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_3fa08', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_formerslug', when='AFTER'))),
            AddTrigger('formerslug', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_formerslugevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "slug") SELECT _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."record_id", old_values."slug" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='bb4e06b6cb150981546835ed02aac6a50043b724', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_cb360', referencing='REFERENCING OLD TABLE AS old_values ', table='records_formerslug', when='AFTER'))),
            AddTrigger('formerslug', Trigger(name='moved_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_formerslugevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "slug") SELECT _pgh_attached_context.value, statement_timestamp(), \'moved\', old_values."id", old_values."record_id", old_values."slug" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."record_id" IS DISTINCT FROM (new_values."record_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='dd021162dccb5c22ca405ffe251cb1c6b7b852f7', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_moved_update_3bc53', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_formerslug', when='AFTER'))),
            AddTrigger('othername', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_othernameevent" ("kind", "language", "name", "note_en", "note_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") SELECT new_values."kind", new_values."language", new_values."name", new_values."note_en", new_values."note_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."record_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='347eeefde7f0fe275615a4b1754a648dee48c465', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_30004', referencing='REFERENCING NEW TABLE AS new_values ', table='records_othername', when='AFTER'))),
            AddTrigger('othername', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_othernameevent" ("kind", "language", "name", "note_en", "note_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") SELECT new_values."kind", new_values."language", new_values."name", new_values."note_en", new_values."note_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."record_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."language" IS DISTINCT FROM (new_values."language") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."note_en" IS DISTINCT FROM (new_values."note_en") OR old_values."note_zh_hans" IS DISTINCT FROM (new_values."note_zh_hans") OR old_values."record_id" IS DISTINCT FROM (new_values."record_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8b7e9e95d938309e7cd5af99f481c0109db278bb', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_184d7', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_othername', when='AFTER'))),
            AddTrigger('othername', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_othernameevent" ("kind", "language", "name", "note_en", "note_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") SELECT old_values."kind", old_values."language", old_values."name", old_values."note_en", old_values."note_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."record_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f9a5a4058f50749f139bf2311929358b8b0e9c3d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_98d13', referencing='REFERENCING OLD TABLE AS old_values ', table='records_othername', when='AFTER'))),
            AddTrigger('othername', Trigger(name='moved_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_othernameevent" ("kind", "language", "name", "note_en", "note_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") SELECT old_values."kind", old_values."language", old_values."name", old_values."note_en", old_values."note_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'moved\', old_values."id", old_values."record_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."record_id" IS DISTINCT FROM (new_values."record_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c27d91cb5484025eb9100eb103e4e4cd8a8cbe08', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_moved_update_0159a', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_othername', when='AFTER'))),
            AddTrigger('relation', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_relationevent" ("date", "note_en", "note_zh_hans", "object_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "predicate", "role", "subject_id") SELECT new_values."date", new_values."note_en", new_values."note_zh_hans", new_values."object_id", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."predicate", new_values."role", new_values."subject_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='5669fb164521b3434eb0dfa1bb8629d299320483', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_effad', referencing='REFERENCING NEW TABLE AS new_values ', table='records_relation', when='AFTER'))),
            AddTrigger('relation', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_relationevent" ("date", "note_en", "note_zh_hans", "object_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "predicate", "role", "subject_id") SELECT new_values."date", new_values."note_en", new_values."note_zh_hans", new_values."object_id", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."predicate", new_values."role", new_values."subject_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."date" IS DISTINCT FROM (new_values."date") OR old_values."note_en" IS DISTINCT FROM (new_values."note_en") OR old_values."note_zh_hans" IS DISTINCT FROM (new_values."note_zh_hans") OR old_values."object_id" IS DISTINCT FROM (new_values."object_id") OR old_values."predicate" IS DISTINCT FROM (new_values."predicate") OR old_values."role" IS DISTINCT FROM (new_values."role") OR old_values."subject_id" IS DISTINCT FROM (new_values."subject_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='48992e830870c5eda7e5f01654a680cd4d55977e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e0c9f', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_relation', when='AFTER'))),
            AddTrigger('relation', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_relationevent" ("date", "note_en", "note_zh_hans", "object_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "predicate", "role", "subject_id") SELECT old_values."date", old_values."note_en", old_values."note_zh_hans", old_values."object_id", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."predicate", old_values."role", old_values."subject_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='5d6087b2d441f5b5f04174d8d892dd5c0f86dfe9', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_c9786', referencing='REFERENCING OLD TABLE AS old_values ', table='records_relation', when='AFTER'))),
            AddTrigger('relation', Trigger(name='moved_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_relationevent" ("date", "note_en", "note_zh_hans", "object_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "predicate", "role", "subject_id") SELECT old_values."date", old_values."note_en", old_values."note_zh_hans", old_values."object_id", _pgh_attached_context.value, statement_timestamp(), \'moved\', old_values."id", old_values."predicate", old_values."role", old_values."subject_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."subject_id" IS DISTINCT FROM (new_values."subject_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='4677e646ecf8207e7192613356cf4d331cd3f65c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_moved_update_2a094', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_relation', when='AFTER'))),
            AddTrigger('survey', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_surveyevent" ("jurisdiction_id", "kind", "note_en", "note_zh_hans", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "searched_by_id", "searched_on", "state", "theme_id") SELECT new_values."jurisdiction_id", new_values."kind", new_values."note_en", new_values."note_zh_hans", new_values."outcome", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."searched_by_id", new_values."searched_on", new_values."state", new_values."theme_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='cb7747451736642b3948f587b72a24d6cb9f108a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_bbc0d', referencing='REFERENCING NEW TABLE AS new_values ', table='records_survey', when='AFTER'))),
            AddTrigger('survey', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_surveyevent" ("jurisdiction_id", "kind", "note_en", "note_zh_hans", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "searched_by_id", "searched_on", "state", "theme_id") SELECT new_values."jurisdiction_id", new_values."kind", new_values."note_en", new_values."note_zh_hans", new_values."outcome", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."searched_by_id", new_values."searched_on", new_values."state", new_values."theme_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."jurisdiction_id" IS DISTINCT FROM (new_values."jurisdiction_id") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."note_en" IS DISTINCT FROM (new_values."note_en") OR old_values."note_zh_hans" IS DISTINCT FROM (new_values."note_zh_hans") OR old_values."outcome" IS DISTINCT FROM (new_values."outcome") OR old_values."searched_by_id" IS DISTINCT FROM (new_values."searched_by_id") OR old_values."searched_on" IS DISTINCT FROM (new_values."searched_on") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."theme_id" IS DISTINCT FROM (new_values."theme_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='559f683a10e138ce394e0056fa14fad6cea0f640', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_fbd25', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_survey', when='AFTER'))),
            AddTrigger('survey', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_surveyevent" ("jurisdiction_id", "kind", "note_en", "note_zh_hans", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "searched_by_id", "searched_on", "state", "theme_id") SELECT old_values."jurisdiction_id", old_values."kind", old_values."note_en", old_values."note_zh_hans", old_values."outcome", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."searched_by_id", old_values."searched_on", old_values."state", old_values."theme_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='a75d0f4f23492bf3cdcfcbe694fd624ba2c58ec3', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_2b343', referencing='REFERENCING OLD TABLE AS old_values ', table='records_survey', when='AFTER'))),
            AddTrigger('formerslugevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e78e4c4498fb8ae051945684c40905134b9e2795', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_85f5d', table='records_formerslugevent', when='BEFORE'))),
            AddTrigger('identifierevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='74efcccdb5c3a03f14f49456aaa912478098e221', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7cbec', table='records_identifierevent', when='BEFORE'))),
            AddTrigger('milestoneevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1c0e9ac85a72a7a331a326733984a82c5e0a39c1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8d2b4', table='records_milestoneevent', when='BEFORE'))),
            AddTrigger('organisationevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='93b73b1e11a57b55d8a1e728f3c5253bacc2d55f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_054cd', table='records_organisationevent', when='BEFORE'))),
            AddTrigger('othernameevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='29a21dd752ea457e7e4a5be0a5a98baaaf9faff6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_87117', table='records_othernameevent', when='BEFORE'))),
            AddTrigger('recordevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9235df6070b0ac4acb06e559bda1e310597f3114', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f41af', table='records_recordevent', when='BEFORE'))),
            AddTrigger('recordfield', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordfieldevent" ("field_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") SELECT new_values."field_id", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."record_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='013591a924e1ff9efca1d1793a125bdfb2d2ada1', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_9c901', referencing='REFERENCING NEW TABLE AS new_values ', table='records_record_fields', when='AFTER'))),
            AddTrigger('recordfield', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordfieldevent" ("field_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") SELECT new_values."field_id", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."record_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."field_id" IS DISTINCT FROM (new_values."field_id") OR old_values."record_id" IS DISTINCT FROM (new_values."record_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='39dc799f95fb455bbb2ba368e8d20894118233d6', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_97f1f', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_record_fields', when='AFTER'))),
            AddTrigger('recordfield', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordfieldevent" ("field_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") SELECT old_values."field_id", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."record_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='473fa185ff58f425675defd67a58692c64ab914b', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_0d8e1', referencing='REFERENCING OLD TABLE AS old_values ', table='records_record_fields', when='AFTER'))),
            AddTrigger('recordfield', Trigger(name='moved_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordfieldevent" ("field_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") SELECT old_values."field_id", _pgh_attached_context.value, statement_timestamp(), \'moved\', old_values."id", old_values."record_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."record_id" IS DISTINCT FROM (new_values."record_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='1f4d9de64e5f0adb77b6eff4b289b0ccf9fb1dc7', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_moved_update_ef984', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_record_fields', when='AFTER'))),
            AddTrigger('recordfieldevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9722e250ac1859252656c86df97fca6c06219e3d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ee4be', table='records_recordfieldevent', when='BEFORE'))),
            AddTrigger('recordinstrumenttype', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordinstrumenttypeevent" ("instrumenttype_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") SELECT new_values."instrumenttype_id", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."record_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b6f2e6ef188876b4c5fce9210a0243e1504260e6', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_cb8ed', referencing='REFERENCING NEW TABLE AS new_values ', table='records_record_instrument_types', when='AFTER'))),
            AddTrigger('recordinstrumenttype', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordinstrumenttypeevent" ("instrumenttype_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") SELECT new_values."instrumenttype_id", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."record_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."instrumenttype_id" IS DISTINCT FROM (new_values."instrumenttype_id") OR old_values."record_id" IS DISTINCT FROM (new_values."record_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8d7763003462e3d796822b4d05536ab5197cbe4c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_74f18', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_record_instrument_types', when='AFTER'))),
            AddTrigger('recordinstrumenttype', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordinstrumenttypeevent" ("instrumenttype_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") SELECT old_values."instrumenttype_id", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."record_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='ce55e30e7e54e09509e970982b737f3d199ea476', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_b0060', referencing='REFERENCING OLD TABLE AS old_values ', table='records_record_instrument_types', when='AFTER'))),
            AddTrigger('recordinstrumenttype', Trigger(name='moved_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordinstrumenttypeevent" ("instrumenttype_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") SELECT old_values."instrumenttype_id", _pgh_attached_context.value, statement_timestamp(), \'moved\', old_values."id", old_values."record_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."record_id" IS DISTINCT FROM (new_values."record_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='fc4c8fd66a18a5ad120816ae0667b9856e59ef75', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_moved_update_499e0', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_record_instrument_types', when='AFTER'))),
            AddTrigger('recordinstrumenttypeevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='69871887ea80d309fc7507ed9f96a26f9bf11e32', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bdd03', table='records_recordinstrumenttypeevent', when='BEFORE'))),
            AddTrigger('recordjurisdiction', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordjurisdictionevent" ("jurisdiction_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") SELECT new_values."jurisdiction_id", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."record_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='876a3ef1950337f9f86308b61bd49c4948434e05', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_c2b35', referencing='REFERENCING NEW TABLE AS new_values ', table='records_record_jurisdictions', when='AFTER'))),
            AddTrigger('recordjurisdiction', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordjurisdictionevent" ("jurisdiction_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") SELECT new_values."jurisdiction_id", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."record_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."jurisdiction_id" IS DISTINCT FROM (new_values."jurisdiction_id") OR old_values."record_id" IS DISTINCT FROM (new_values."record_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='1adcac191831430a025a9e4902dad6a4b29688bc', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_bcc58', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_record_jurisdictions', when='AFTER'))),
            AddTrigger('recordjurisdiction', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordjurisdictionevent" ("jurisdiction_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") SELECT old_values."jurisdiction_id", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."record_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='e2cacb0a6d4823a2f9d034b1ca9a435d2f767dec', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_6742b', referencing='REFERENCING OLD TABLE AS old_values ', table='records_record_jurisdictions', when='AFTER'))),
            AddTrigger('recordjurisdiction', Trigger(name='moved_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordjurisdictionevent" ("jurisdiction_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") SELECT old_values."jurisdiction_id", _pgh_attached_context.value, statement_timestamp(), \'moved\', old_values."id", old_values."record_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."record_id" IS DISTINCT FROM (new_values."record_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c812473930a9b85ca1fb0bf70465146e7ec66a8a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_moved_update_6f996', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_record_jurisdictions', when='AFTER'))),
            AddTrigger('recordjurisdictionevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e4ddc7b4bd5ccbc92b3e6f6808eea068d907f3de', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b38c9', table='records_recordjurisdictionevent', when='BEFORE'))),
            AddTrigger('recordtheme', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordthemeevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "theme_id") SELECT _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."id", new_values."record_id", new_values."theme_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d528eb3d17f140ecd1bf5ee3ea86926d80c0d48f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_49284', referencing='REFERENCING NEW TABLE AS new_values ', table='records_record_themes', when='AFTER'))),
            AddTrigger('recordtheme', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordthemeevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "theme_id") SELECT _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."id", new_values."record_id", new_values."theme_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."record_id" IS DISTINCT FROM (new_values."record_id") OR old_values."theme_id" IS DISTINCT FROM (new_values."theme_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='624440f2ffbf70b692415427ce4b859b74015585', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_43780', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_record_themes', when='AFTER'))),
            AddTrigger('recordtheme', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordthemeevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "theme_id") SELECT _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."id", old_values."record_id", old_values."theme_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='4f2d3e184f11d191190a11b7cdc0028c0697254f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_f6650', referencing='REFERENCING OLD TABLE AS old_values ', table='records_record_themes', when='AFTER'))),
            AddTrigger('recordtheme', Trigger(name='moved_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "records_recordthemeevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "theme_id") SELECT _pgh_attached_context.value, statement_timestamp(), \'moved\', old_values."id", old_values."record_id", old_values."theme_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."record_id" IS DISTINCT FROM (new_values."record_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='6aeae73c518a0ecf9a85277f8d841bccb256d46c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_moved_update_adb9b', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='records_record_themes', when='AFTER'))),
            AddTrigger('recordthemeevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='46ce684cdf31fc4f76cceb34c38d3db7555de70a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_21077', table='records_recordthemeevent', when='BEFORE'))),
            AddTrigger('relationevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e9603aae2f9d8f6c96ee80c2e60d12a116e8008e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e0f62', table='records_relationevent', when='BEFORE'))),
            AddTrigger('surveyevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bf7936f04afa59bc926b4b1b3ac58bb83ff74e60', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ca93f', table='records_surveyevent', when='BEFORE'))),
        ]),
    ]

"""Records, relations, vocabularies; the functions for the bounds of partial dates; one name space of slugs.

Bodies of the functions are SQL-standard (RETURN), so they depend on no search_path, and immutable, so generated
columns may use them. An open end of a date (2022/..) is the last day that a date can be, an open start the first one.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import observatory.records.fields
import observatory.records.permanent_ids

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

    replaces = [
        ('records', '0001_edtf_functions'),
        ('records', '0002_initial'),
        ('records', '0003_survey_state'),
        ('records', '0004_edtf_level_1'),
        ('records', '0005_edtf_level_1_constraints'),
        ('records', '0006_editors_of_drafts'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(LOWER, "DROP FUNCTION edtf_lower(text)"),
        migrations.RunSQL(UPPER_DAY, "DROP FUNCTION edtf_last_day(text)"),
        migrations.RunSQL(UPPER, "DROP FUNCTION edtf_upper(text)"),
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
            ],
            options={
                'verbose_name': 'record',
                'verbose_name_plural': 'records',
                'ordering': ['-id'],
            },
        ),
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
                'abstract': False,
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
                'abstract': False,
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
                'abstract': False,
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
            },
            bases=('records.record',),
        ),
        migrations.AddField(
            model_name='record',
            name='fields',
            field=models.ManyToManyField(blank=True, related_name='records', to='records.field', verbose_name='fields of science'),
        ),
        migrations.AddField(
            model_name='record',
            name='instrument_types',
            field=models.ManyToManyField(blank=True, related_name='records', to='records.instrumenttype', verbose_name='policy instrument types'),
        ),
        migrations.AddField(
            model_name='record',
            name='jurisdictions',
            field=models.ManyToManyField(blank=True, related_name='records', to='records.jurisdiction', verbose_name='jurisdictions'),
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
                'abstract': False,
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
            },
        ),
        migrations.AddField(
            model_name='record',
            name='themes',
            field=models.ManyToManyField(blank=True, related_name='records', to='records.theme', verbose_name='themes'),
        ),
        migrations.AddConstraint(
            model_name='field',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('label_en', ''), _negated=True)), name='field_has_code_and_label'),
        ),
        migrations.AddConstraint(
            model_name='field',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='field_not_in_itself', violation_error_message='A term cannot be broader than itself.'),
        ),
        migrations.AddConstraint(
            model_name='instrumenttype',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('label_en', ''), _negated=True)), name='instrumenttype_has_code_and_label'),
        ),
        migrations.AddConstraint(
            model_name='instrumenttype',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='instrumenttype_not_in_itself', violation_error_message='A term cannot be broader than itself.'),
        ),
        migrations.AddConstraint(
            model_name='jurisdiction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('label_en', ''), _negated=True)), name='jurisdiction_has_code_and_label'),
        ),
        migrations.AddConstraint(
            model_name='jurisdiction',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='jurisdiction_not_in_itself', violation_error_message='A term cannot be broader than itself.'),
        ),
        migrations.AddConstraint(
            model_name='jurisdiction',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Z]{2,3}(-[A-Z0-9]{1,3})?$')), name='jurisdiction_code_iso_3166'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('founded', ''), ('founded__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='organisation_founded_edtf'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('dissolved', ''), ('dissolved__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='organisation_dissolved_edtf'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('organisation_type__in', ['government', 'education', 'company', 'facility', 'funder', 'nonprofit', 'healthcare', 'archive', 'other', ''])), name='organisation_type_known'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.UniqueConstraint(fields=('record', 'type', 'date', 'title_en'), name='milestone_stated_once'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.UniqueConstraint(fields=('id', 'record'), name='milestone_of_its_record'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(('title_en', ''), _negated=True), name='milestone_has_a_title'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['announced', 'consultation', 'adopted', 'published', 'in_force', 'amended', 'repealed', 'started', 'released', 'results', 'held', 'closed', 'other'])), name='milestone_type_known'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(('date', ''), ('date__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='milestone_date_edtf'),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.UniqueConstraint(fields=('scheme', 'value'), name='identifier_names_one_record'),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.CheckConstraint(condition=models.Q(('value', ''), _negated=True), name='identifier_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.CheckConstraint(condition=models.Q(('scheme__in', ['doi', 'ror', 'wikidata', 'isni', 'arxiv', 'urn', 'document_number', 'other'])), name='identifier_scheme_known'),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.CheckConstraint(condition=models.Q(('value', ''), models.Q(('scheme__in', ['doi', 'ror', 'wikidata', 'isni', 'arxiv', 'urn', 'document_number', 'other']), _negated=True), models.Q(('scheme', 'doi'), ('value__regex', '^(10\\.[0-9]{4,9}/[^\\s]+)$')), models.Q(('scheme', 'ror'), ('value__regex', '^(0[0-9a-hj-km-np-tv-z]{6}[0-9]{2})$')), models.Q(('scheme', 'wikidata'), ('value__regex', '^(Q[1-9][0-9]*)$')), models.Q(('scheme', 'isni'), ('value__regex', '^([0-9]{15}[0-9X])$')), models.Q(('scheme', 'arxiv'), ('value__regex', '^(([0-9]{4}\\.[0-9]{4,5}|[a-z-]+(\\.[A-Z]{2})?/[0-9]{7})(v[0-9]+)?)$')), models.Q(('scheme', 'urn'), ('value__regex', '^(urn:[a-z0-9][a-z0-9-]{1,31}:[^\\s]+)$')), models.Q(('scheme', 'document_number'), ('value__regex', '^((?=.*[0-9])[^\\s](.*[^\\s])?)$')), models.Q(('scheme', 'other'), ('value__regex', '^([^\\s](.*[^\\s])?)$')), _connector='OR'), name='identifier_form'),
        ),
        migrations.AddConstraint(
            model_name='othername',
            constraint=models.UniqueConstraint(fields=('record', 'name', 'language'), name='other_name_once_per_record'),
        ),
        migrations.AddConstraint(
            model_name='othername',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='other_name_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='othername',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['alias', 'former', 'abbreviation', 'translation', 'spelling'])), name='other_name_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='othername',
            constraint=models.CheckConstraint(condition=models.Q(('language__regex', '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$')), name='other_name_language_tag'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=models.UniqueConstraint(fields=('subject', 'predicate', 'object', 'date'), name='relation_stated_once'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=models.UniqueConstraint(fields=('id', 'subject'), name='relation_of_its_subject'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=models.CheckConstraint(condition=models.Q(('subject', models.F('object')), _negated=True), name='relation_between_two_records', violation_error_message='A record cannot be related to itself.'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=models.CheckConstraint(condition=models.Q(('predicate__in', ['issued', 'launched', 'established', 'developed', 'released', 'supports', 'funds', 'organised', 'hosted', 'participates_in', 'advises', 'part_of', 'implements', 'based_on', 'applies_to', 'amends', 'repeals', 'succeeds', 'partner_of'])), name='relation_predicate_known'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['lead', 'joint', ''])), name='relation_role_known'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=models.CheckConstraint(condition=models.Q(('date', ''), ('date__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='relation_date_edtf'),
        ),
        migrations.AddConstraint(
            model_name='theme',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('label_en', ''), _negated=True)), name='theme_has_code_and_label'),
        ),
        migrations.AddConstraint(
            model_name='theme',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='theme_not_in_itself', violation_error_message='A term cannot be broader than itself.'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', ''), ('theme__isnull', False)), models.Q(('theme', None), models.Q(('kind', ''), _negated=True)), _connector='OR'), name='survey_of_a_theme_or_a_kind', violation_error_message='Choose what was searched for: a theme or a record type.'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['found', 'none_found'])), name='survey_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'published', 'withdrawn'])), name='survey_state_known'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.UniqueConstraint(fields=('jurisdiction', 'theme', 'kind', 'searched_on'), name='survey_once_a_day', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['kind', '-id'], name='record_kind_newest'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('state__in', ['draft', 'in_review'])), fields=['edited_by'], name='record_edited_by'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title_en', ''), _negated=True), models.Q(('title_zh_hans', ''), _negated=True), models.Q(('original_title', ''), _negated=True), _connector='OR'), name='record_has_a_title', violation_error_message='Give at least one title: English, Chinese or the original.'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(('original_title', ''), models.Q(('original_language', ''), _negated=True), _connector='OR'), name='record_original_title_has_language', violation_error_message='Give the language of the original title.'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(('original_language', ''), ('original_language__regex', '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$'), _connector='OR'), name='record_original_language_tag'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(('slug__regex', '^[-a-zA-Z0-9_]+$')), name='record_slug_form'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(('kind', ''), _negated=True), name='record_has_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(('public_id', ''), _negated=True), name='record_has_a_public_id'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'published', 'withdrawn'])), name='record_state_known'),
        ),
        migrations.RunSQL(ADD_SLUG_TRIGGERS, DROP_SLUG_TRIGGERS),
    ]

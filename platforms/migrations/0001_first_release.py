"""Platforms, and their history."""

import django.db.models.deletion
from django.db import migrations, models
from pgtrigger.compiler import Trigger, UpsertTriggerSql
from pgtrigger.migrations import AddTrigger

import observatory.records.fields
import observatory.records.tracking
from observatory.records.migration_operations import AddTriggers


class Migration(migrations.Migration):

    # The files of development versions. A database that has all of them has this one; `migration_checks` refuses others.
    replaces = [
        ('platforms', '0001_initial'),
        ('platforms', '0002_edtf_level_1_constraints'),
        ('platforms', '0001_squashed_0002_edtf_level_1_constraints'),
        ('platforms', '0003_history'),
    ]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('records', '0001_first_release'),
    ]

    operations = [
        migrations.CreateModel(
            name='Platform',
            fields=[
                ('record_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='records.record')),
                ('platform_type', models.CharField(choices=[('software', 'software'), ('model', 'AI model'), ('data', 'data platform'), ('open_platform', 'open platform'), ('computing', 'computing infrastructure')], max_length=13, verbose_name='type of platform')),
                ('released', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21, verbose_name='released')),
                ('released_from', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFLower(models.F('released')), output_field=models.DateField(null=True))),
                ('released_to', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFUpper(models.F('released')), output_field=models.DateField(null=True))),
                ('purpose_en', models.TextField(blank=True, verbose_name='purpose')),
                ('purpose_zh_hans', models.TextField(blank=True, verbose_name='purpose in Chinese')),
                ('openness', models.CharField(blank=True, choices=[('open', 'open'), ('partly', 'partly open'), ('closed', 'not open')], max_length=6, verbose_name='openness')),
                ('licence', models.CharField(blank=True, help_text='SPDX identifier where there is one.', max_length=80, verbose_name='licence')),
                ('website', observatory.records.fields.WebAddressField(blank=True, max_length=500, verbose_name='website')),
                ('repository', observatory.records.fields.WebAddressField(blank=True, help_text='URL of the public repository.', max_length=500, verbose_name='source code')),
            ],
            options={
                'verbose_name': 'platform',
                'verbose_name_plural': 'platforms',
                'constraints': [models.CheckConstraint(condition=models.Q(('released', ''), ('released__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='platform_released_edtf'), models.CheckConstraint(condition=models.Q(('platform_type__in', ['software', 'model', 'data', 'open_platform', 'computing'])), name='platform_type_known'), models.CheckConstraint(condition=models.Q(('openness__in', ['open', 'partly', 'closed', ''])), name='platform_openness_known')],
            },
            bases=('records.record',),
        ),
        # The history: tables of events, and the triggers that write them.
        migrations.CreateModel(
            name='PlatformEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('platform_type', models.CharField(max_length=13)),
                ('released', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21)),
                ('purpose_en', models.TextField(blank=True)),
                ('purpose_zh_hans', models.TextField(blank=True)),
                ('openness', models.CharField(blank=True, max_length=6)),
                ('licence', models.CharField(blank=True, max_length=80)),
                ('website', observatory.records.fields.WebAddressField(blank=True, max_length=500)),
                ('repository', observatory.records.fields.WebAddressField(blank=True, max_length=500)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='platforms.platform')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='platform_by_row'), models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['-pgh_id'], name='platform_deleted')],
            },
        ),
        AddTriggers([
            AddTrigger('platform', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "platforms_platformevent" ("licence", "openness", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "platform_type", "purpose_en", "purpose_zh_hans", "released", "repository", "website") SELECT new_values."licence", new_values."openness", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."record_ptr_id", new_values."platform_type", new_values."purpose_en", new_values."purpose_zh_hans", new_values."released", new_values."repository", new_values."website" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6e09d7ca8904a1aeb10f75ec54aec03514fa7f4a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_b2dfe', referencing='REFERENCING NEW TABLE AS new_values ', table='platforms_platform', when='AFTER'))),
            AddTrigger('platform', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "platforms_platformevent" ("licence", "openness", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "platform_type", "purpose_en", "purpose_zh_hans", "released", "repository", "website") SELECT new_values."licence", new_values."openness", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."record_ptr_id", new_values."platform_type", new_values."purpose_en", new_values."purpose_zh_hans", new_values."released", new_values."repository", new_values."website" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."record_ptr_id") = (new_values."record_ptr_id") WHERE (old_values."licence" IS DISTINCT FROM (new_values."licence") OR old_values."openness" IS DISTINCT FROM (new_values."openness") OR old_values."platform_type" IS DISTINCT FROM (new_values."platform_type") OR old_values."purpose_en" IS DISTINCT FROM (new_values."purpose_en") OR old_values."purpose_zh_hans" IS DISTINCT FROM (new_values."purpose_zh_hans") OR old_values."released" IS DISTINCT FROM (new_values."released") OR old_values."repository" IS DISTINCT FROM (new_values."repository") OR old_values."website" IS DISTINCT FROM (new_values."website")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ebdf2fec2fd50d9e8a19cf076a254717d973e196', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_7efdb', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='platforms_platform', when='AFTER'))),
            AddTrigger('platform', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "platforms_platformevent" ("licence", "openness", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "platform_type", "purpose_en", "purpose_zh_hans", "released", "repository", "website") SELECT old_values."licence", old_values."openness", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."record_ptr_id", old_values."platform_type", old_values."purpose_en", old_values."purpose_zh_hans", old_values."released", old_values."repository", old_values."website" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='6983eb9c135e05dfbf9af203ef3e50d4094573b4', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_7e347', referencing='REFERENCING OLD TABLE AS old_values ', table='platforms_platform', when='AFTER'))),
            AddTrigger('platformevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='471794f9980282d9d215bff34de8dacdf304e310', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7535c', table='platforms_platformevent', when='BEFORE'))),
        ]),
    ]

"""Initiatives, and their history."""

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
        ('initiatives', '0001_initial'),
        ('initiatives', '0002_edtf_level_1_constraints'),
        ('initiatives', '0001_squashed_0002_edtf_level_1_constraints'),
        ('initiatives', '0003_history'),
    ]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('records', '0001_first_release'),
    ]

    operations = [
        migrations.CreateModel(
            name='Initiative',
            fields=[
                ('record_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='records.record')),
                ('initiative_type', models.CharField(choices=[('strategy', 'strategy or national plan'), ('plan', 'implementation plan'), ('programme', 'programme'), ('project', 'project'), ('diplomatic', 'international initiative'), ('event', 'conference or event')], max_length=12, verbose_name='type of initiative')),
                ('launched', observatory.records.fields.EDTFField(blank=True, default='', help_text='Date of the launch, as precise as the source gives it. For an event, the date it was held.', max_length=21, verbose_name='launched')),
                ('launched_from', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFLower(models.F('launched')), output_field=models.DateField(null=True))),
                ('launched_to', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFUpper(models.F('launched')), output_field=models.DateField(null=True))),
                ('period', observatory.records.fields.EDTFField(blank=True, default='', help_text='The time it covers: 2022/2025', max_length=21, verbose_name='period')),
                ('period_from', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFLower(models.F('period')), output_field=models.DateField(null=True))),
                ('period_to', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFUpper(models.F('period')), output_field=models.DateField(null=True))),
                ('objectives_en', models.TextField(blank=True, verbose_name='objectives')),
                ('objectives_zh_hans', models.TextField(blank=True, verbose_name='objectives in Chinese')),
                ('participation_en', models.TextField(blank=True, verbose_name='participation')),
                ('participation_zh_hans', models.TextField(blank=True, verbose_name='participation in Chinese')),
                ('website', observatory.records.fields.WebAddressField(blank=True, max_length=500, verbose_name='website')),
                ('budget_range', models.CharField(blank=True, choices=[('BR9', 'less than 1 million EUR'), ('BR10', '1 to 5 million EUR'), ('BR11', '5 to 20 million EUR'), ('BR12', '20 to 50 million EUR'), ('BR13', '50 to 100 million EUR'), ('BR14', '100 to 500 million EUR'), ('BR15', 'more than 500 million EUR'), ('BR1', 'not known'), ('BR16', 'not applicable')], max_length=4, verbose_name='annual budget')),
            ],
            options={
                'verbose_name': 'initiative',
                'verbose_name_plural': 'initiatives',
                'constraints': [models.CheckConstraint(condition=models.Q(('launched', ''), ('launched__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='initiative_launched_edtf'), models.CheckConstraint(condition=models.Q(('period', ''), ('period__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='initiative_period_edtf'), models.CheckConstraint(condition=models.Q(('initiative_type__in', ['strategy', 'plan', 'programme', 'project', 'diplomatic', 'event'])), name='initiative_type_known'), models.CheckConstraint(condition=models.Q(('budget_range__in', ['BR9', 'BR10', 'BR11', 'BR12', 'BR13', 'BR14', 'BR15', 'BR1', 'BR16', ''])), name='initiative_budget_range_known')],
            },
            bases=('records.record',),
        ),
        # The history: tables of events, and the triggers that write them.
        migrations.CreateModel(
            name='InitiativeEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('initiative_type', models.CharField(max_length=12)),
                ('launched', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21)),
                ('period', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21)),
                ('objectives_en', models.TextField(blank=True)),
                ('objectives_zh_hans', models.TextField(blank=True)),
                ('participation_en', models.TextField(blank=True)),
                ('participation_zh_hans', models.TextField(blank=True)),
                ('website', observatory.records.fields.WebAddressField(blank=True, max_length=500)),
                ('budget_range', models.CharField(blank=True, max_length=4)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='initiatives.initiative')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='initiative_by_row'), models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['-pgh_id'], name='initiative_deleted')],
            },
        ),
        AddTriggers([
            AddTrigger('initiative', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "initiatives_initiativeevent" ("budget_range", "initiative_type", "launched", "objectives_en", "objectives_zh_hans", "participation_en", "participation_zh_hans", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "website") SELECT new_values."budget_range", new_values."initiative_type", new_values."launched", new_values."objectives_en", new_values."objectives_zh_hans", new_values."participation_en", new_values."participation_zh_hans", new_values."period", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."record_ptr_id", new_values."website" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8347f00f38889c97948196ba2398afefeaabb2fc', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_649fe', referencing='REFERENCING NEW TABLE AS new_values ', table='initiatives_initiative', when='AFTER'))),
            AddTrigger('initiative', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "initiatives_initiativeevent" ("budget_range", "initiative_type", "launched", "objectives_en", "objectives_zh_hans", "participation_en", "participation_zh_hans", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "website") SELECT new_values."budget_range", new_values."initiative_type", new_values."launched", new_values."objectives_en", new_values."objectives_zh_hans", new_values."participation_en", new_values."participation_zh_hans", new_values."period", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."record_ptr_id", new_values."website" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."record_ptr_id") = (new_values."record_ptr_id") WHERE (old_values."budget_range" IS DISTINCT FROM (new_values."budget_range") OR old_values."initiative_type" IS DISTINCT FROM (new_values."initiative_type") OR old_values."launched" IS DISTINCT FROM (new_values."launched") OR old_values."objectives_en" IS DISTINCT FROM (new_values."objectives_en") OR old_values."objectives_zh_hans" IS DISTINCT FROM (new_values."objectives_zh_hans") OR old_values."participation_en" IS DISTINCT FROM (new_values."participation_en") OR old_values."participation_zh_hans" IS DISTINCT FROM (new_values."participation_zh_hans") OR old_values."period" IS DISTINCT FROM (new_values."period") OR old_values."website" IS DISTINCT FROM (new_values."website")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e59a98b6cef945d38ba3e95067d613f367b5bf2e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_b6c3b', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='initiatives_initiative', when='AFTER'))),
            AddTrigger('initiative', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "initiatives_initiativeevent" ("budget_range", "initiative_type", "launched", "objectives_en", "objectives_zh_hans", "participation_en", "participation_zh_hans", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "website") SELECT old_values."budget_range", old_values."initiative_type", old_values."launched", old_values."objectives_en", old_values."objectives_zh_hans", old_values."participation_en", old_values."participation_zh_hans", old_values."period", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."record_ptr_id", old_values."website" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='aa863f9a681c0c11f585504032551f89b060fb99', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_bf9bd', referencing='REFERENCING OLD TABLE AS old_values ', table='initiatives_initiative', when='AFTER'))),
            AddTrigger('initiativeevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='544453d262d74df340819f853e15eb2cd619b791', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b9b01', table='initiatives_initiativeevent', when='BEFORE'))),
        ]),
    ]

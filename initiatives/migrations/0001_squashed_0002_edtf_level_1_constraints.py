import django.db.models.deletion
from django.db import migrations, models

import observatory.records.fields


class Migration(migrations.Migration):

    replaces = [
        ('initiatives', '0001_initial'),
        ('initiatives', '0002_edtf_level_1_constraints'),
    ]

    initial = True

    dependencies = [
        ('records', '0001_squashed_0006_editors_of_drafts'),
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
    ]

from django.db import migrations, models

import observatory.records.fields


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0001_initial'),
        ('records', '0005_edtf_level_1_constraints'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='instrument',
            name='instrument_issued_edtf',
        ),
        migrations.RemoveConstraint(
            model_name='instrument',
            name='instrument_in_force_edtf',
        ),
        migrations.RemoveConstraint(
            model_name='instrument',
            name='instrument_repealed_edtf',
        ),
        migrations.AlterField(
            model_name='instrument',
            name='in_force',
            field=observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21, verbose_name='in force from'),
        ),
        migrations.AlterField(
            model_name='instrument',
            name='issued',
            field=observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21, verbose_name='issued'),
        ),
        migrations.AlterField(
            model_name='instrument',
            name='repealed',
            field=observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21, verbose_name='repealed'),
        ),
        migrations.AddConstraint(
            model_name='instrument',
            constraint=models.CheckConstraint(condition=models.Q(('issued', ''), ('issued__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='instrument_issued_edtf'),
        ),
        migrations.AddConstraint(
            model_name='instrument',
            constraint=models.CheckConstraint(condition=models.Q(('in_force', ''), ('in_force__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='instrument_in_force_edtf'),
        ),
        migrations.AddConstraint(
            model_name='instrument',
            constraint=models.CheckConstraint(condition=models.Q(('repealed', ''), ('repealed__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='instrument_repealed_edtf'),
        ),
    ]

"""Imports of tables and their rows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # The files of development versions. A database that has all of them has this one; `migration_checks` refuses others.
    replaces = [
        ('exchange', '0001_initial'),
        ('exchange', '0002_stop_asked'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='type of table')),
                ('form', models.CharField(max_length=10, verbose_name='file format')),
                ('file_name', models.CharField(max_length=255, verbose_name='file')),
                ('content', models.BinaryField(null=True, verbose_name='content')),
                ('corrections', models.JSONField(default=dict, verbose_name='corrections')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('state', models.CharField(choices=[('reading', 'being reviewed'), ('reviewed', 'to be decided'), ('writing', 'being imported'), ('imported', 'imported'), ('undone', 'undone'), ('cancelled', 'cancelled'), ('failed', 'failed')], default='reading', max_length=10, verbose_name='state')),
                ('remarks', models.JSONField(default=list, verbose_name='remarks')),
                ('counts', models.JSONField(default=dict, verbose_name='rows')),
                ('rows_total', models.IntegerField(default=0, verbose_name='rows')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('changed_since', models.BooleanField(default=False, verbose_name='reviewed again')),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('step_id', models.UUIDField(null=True, verbose_name='step')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imports', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('stop_asked', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('state__in', ['reading', 'writing'])), fields=['created_at'], name='import_at_work')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['reading', 'reviewed', 'writing', 'imported', 'undone', 'cancelled', 'failed'])), name='import_state_known'), models.CheckConstraint(condition=models.Q(('state__in', ['imported', 'undone', 'cancelled', 'failed']), ('content__isnull', False), _connector='OR'), name='import_has_its_file')],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField(verbose_name='row')),
                ('state', models.CharField(choices=[('new', 'new'), ('changed', 'changed'), ('unchanged', 'unchanged'), ('refused', 'refused')], max_length=10, verbose_name='state')),
                ('name', models.TextField(blank=True, verbose_name='name')),
                ('changes', models.JSONField(default=list, verbose_name='changes')),
                ('problems', models.JSONField(default=list, verbose_name='problems')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='exchange.import', verbose_name='import')),
            ],
            options={
                'verbose_name': 'row of an import',
                'verbose_name_plural': 'rows of an import',
                'ordering': ['number'],
                'indexes': [models.Index(fields=['of', 'state', 'number'], name='import_rows_by_state')],
                'constraints': [models.UniqueConstraint(fields=('of', 'number'), name='import_row_once'), models.CheckConstraint(condition=models.Q(('state__in', ['new', 'changed', 'unchanged', 'refused'])), name='import_row_state_known')],
            },
        ),
    ]

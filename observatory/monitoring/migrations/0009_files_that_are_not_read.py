"""Files that cannot be read: kept, and changes that say that one was replaced."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0008_validate_outcomes'),
        ('sources', '0007_text_blocks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='UnreadFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('taken_at', models.DateTimeField(verbose_name='taken')),
                ('url', models.CharField(max_length=4096, verbose_name='URL it was read from')),
                ('ip_address', models.CharField(blank=True, max_length=45, verbose_name='IP address')),
                ('http_status', models.PositiveSmallIntegerField(verbose_name='HTTP status')),
                ('headers', models.JSONField(default=dict, verbose_name='headers')),
                ('content_type', models.CharField(blank=True, max_length=100, verbose_name='content type')),
                ('outcome', models.CharField(choices=[('unsupported_type', 'Unsupported type'), ('no_text_layer', 'No text layer'), ('unreadable', 'Unreadable')], max_length=20, verbose_name='outcome')),
                ('reason', models.CharField(blank=True, max_length=400, verbose_name='error')),
            ],
            options={
                'verbose_name': 'unread file',
                'verbose_name_plural': 'unread files',
                'ordering': ['-taken_at', '-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='change',
            name='change_words_known',
        ),
        migrations.AddField(
            model_name='watch',
            name='replacements',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='watch',
            name='unread_digest',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=64),
        ),
        migrations.AlterField(
            model_name='change',
            name='kind',
            field=models.CharField(choices=[('content', 'text changed'), ('moved', 'moved'), ('lost', 'no longer readable'), ('replaced', 'file replaced'), ('technical', 'text extracted differently by a newer extractor')], max_length=10, verbose_name='type'),
        ),
        migrations.AddField(
            model_name='unreadfile',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unread_files', to='monitoring.body', verbose_name='response body'),
        ),
        migrations.AddField(
            model_name='unreadfile',
            name='location',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='unread_files', to='sources.location', verbose_name='location'),
        ),
        migrations.AddField(
            model_name='change',
            name='file_after',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes_to', to='monitoring.unreadfile', verbose_name='file after'),
        ),
        migrations.AddField(
            model_name='change',
            name='file_before',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes_from', to='monitoring.unreadfile', verbose_name='file before'),
        ),
        migrations.AddField(
            model_name='watch',
            name='unread_file',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='monitoring.unreadfile', verbose_name='file that cannot be read'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'replaced'), _negated=True), ('file_after__isnull', False), _connector='OR'), name='change_of_file_names_it'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['content', 'moved', 'lost', 'replaced', 'technical']), ('state__in', ['open', 'resolved', 'dismissed'])), name='change_words_known'),
        ),
        migrations.AddIndex(
            model_name='unreadfile',
            index=models.Index(fields=['location', '-taken_at'], name='unread_file_of_location'),
        ),
        migrations.AddConstraint(
            model_name='unreadfile',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ('unsupported_type', 'no_text_layer', 'unreadable'))), name='unread_file_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='unreadfile',
            constraint=models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$')), name='unread_file_digest_form'),
        ),
    ]

"""Two outcomes of visits. The next migration checks the rows, without holding the lock that this one takes."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0006_sighting_of_citation'),
        ('sources', '0007_text_blocks'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='check',
            name='check_outcome_known',
        ),
        migrations.RemoveConstraint(
            model_name='watch',
            name='watch_outcome_known',
        ),
        migrations.AlterField(
            model_name='check',
            name='outcome',
            field=models.CharField(choices=[('new', 'New'), ('unchanged', 'Unchanged'), ('changed', 'Changed'), ('moved', 'Moved'), ('not_found', 'Not found'), ('gone', 'Gone'), ('soft_404', 'Error page with status 200 (soft 404)'), ('login_required', 'Login required'), ('blocked', 'Blocked'), ('rate_limited', 'Rate limited'), ('server_error', 'Server error'), ('timeout', 'Timeout'), ('dns_error', 'Name not resolved'), ('connection_error', 'Connection failed'), ('tls_error', 'TLS failure'), ('redirect_loop', 'Redirect loop'), ('forbidden_address', 'URL not allowed'), ('robots_disallowed', 'Disallowed by robots.txt'), ('too_large', 'Too large'), ('unsupported_type', 'Unsupported type'), ('unreadable', 'Unreadable'), ('empty', 'Empty'), ('needs_javascript', 'Needs JavaScript'), ('no_text_layer', 'No text layer'), ('text_elsewhere', 'Text stands elsewhere'), ('invalid_url', 'Invalid URL')], max_length=20, verbose_name='outcome'),
        ),
        migrations.AlterField(
            model_name='watch',
            name='outcome',
            field=models.CharField(blank=True, choices=[('new', 'New'), ('unchanged', 'Unchanged'), ('changed', 'Changed'), ('moved', 'Moved'), ('not_found', 'Not found'), ('gone', 'Gone'), ('soft_404', 'Error page with status 200 (soft 404)'), ('login_required', 'Login required'), ('blocked', 'Blocked'), ('rate_limited', 'Rate limited'), ('server_error', 'Server error'), ('timeout', 'Timeout'), ('dns_error', 'Name not resolved'), ('connection_error', 'Connection failed'), ('tls_error', 'TLS failure'), ('redirect_loop', 'Redirect loop'), ('forbidden_address', 'URL not allowed'), ('robots_disallowed', 'Disallowed by robots.txt'), ('too_large', 'Too large'), ('unsupported_type', 'Unsupported type'), ('unreadable', 'Unreadable'), ('empty', 'Empty'), ('needs_javascript', 'Needs JavaScript'), ('no_text_layer', 'No text layer'), ('text_elsewhere', 'Text stands elsewhere'), ('invalid_url', 'Invalid URL')], max_length=20, verbose_name='last outcome'),
        ),
        AddConstraintNotValid(
            model_name='check',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['new', 'unchanged', 'changed', 'moved', 'not_found', 'gone', 'soft_404', 'login_required', 'blocked', 'rate_limited', 'server_error', 'timeout', 'dns_error', 'connection_error', 'tls_error', 'redirect_loop', 'forbidden_address', 'robots_disallowed', 'too_large', 'unsupported_type', 'unreadable', 'empty', 'needs_javascript', 'no_text_layer', 'text_elsewhere', 'invalid_url'])), name='check_outcome_known'),
        ),
        AddConstraintNotValid(
            model_name='watch',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'new', 'unchanged', 'changed', 'moved', 'not_found', 'gone', 'soft_404', 'login_required', 'blocked', 'rate_limited', 'server_error', 'timeout', 'dns_error', 'connection_error', 'tls_error', 'redirect_loop', 'forbidden_address', 'robots_disallowed', 'too_large', 'unsupported_type', 'unreadable', 'empty', 'needs_javascript', 'no_text_layer', 'text_elsewhere', 'invalid_url'])), name='watch_outcome_known'),
        ),
    ]

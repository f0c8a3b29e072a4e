"""The monitor, and what Django cannot express: what was visited keeps its address and its source; room for updates of watches.

Without the trigger, what was read at one address could be shown under another one. A constraint cannot compare a row with
what it was, nor look into other tables; the trigger applies to whoever writes, and to a visit that is running. A location
goes to another source only while two sources are merged, or the merge is undone: who does that says so for the transaction
(`sources.location_actions`).
"""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import observatory.monitoring.models.watch

ADD_TRIGGER = """
CREATE FUNCTION location_visited_keeps_its_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.url = OLD.url AND (OLD.source_id IS NULL OR NEW.source_id IS NOT DISTINCT FROM OLD.source_id
        OR current_setting('observatory.sources_are_merged', true) = 'on') THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT FROM monitoring_watch
        WHERE location_id = OLD.id AND (checked_at IS NOT NULL OR lease_until > statement_timestamp())
    )
    OR EXISTS (SELECT FROM monitoring_check WHERE location_id = OLD.id)
    OR EXISTS (SELECT FROM monitoring_snapshot WHERE location_id = OLD.id)
    OR EXISTS (SELECT FROM monitoring_change WHERE location_id = OLD.id) THEN
        RAISE check_violation USING
            CONSTRAINT = 'location_visited_keeps_its_address',
            MESSAGE = format('location %s was visited: a new address or source is a new location', OLD.id);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER location_visited_keeps_its_address BEFORE UPDATE OF url, source_id ON sources_location
    FOR EACH ROW EXECUTE FUNCTION location_visited_keeps_its_address();
"""
DROP_TRIGGER = """
DROP TRIGGER location_visited_keeps_its_address ON sources_location;
DROP FUNCTION location_visited_keeps_its_address();
"""
# With room in the pages of the watches a claim rewrites its row in place (a heap-only tuple, no index changes).
ADD_ROOM = "ALTER TABLE monitoring_watch SET (fillfactor = 70)"
DROP_ROOM = "ALTER TABLE monitoring_watch RESET (fillfactor)"


class Migration(migrations.Migration):

    # The files of development versions. A database that has all of them has this one; `migration_checks` refuses others.
    replaces = [
        ('monitoring', '0001_initial'),
        ('monitoring', '0002_rules'),
        ('monitoring', '0003_sightings'),
        ('monitoring', '0004_attached_files'),
        ('monitoring', '0005_decisions'),
        ('monitoring', '0006_sighting_of_citation'),
        ('monitoring', '0007_outcomes_of_pages_without_text'),
        ('monitoring', '0008_validate_outcomes'),
        ('monitoring', '0009_files_that_are_not_read'),
        ('monitoring', '0010_ended_sightings'),
        ('monitoring', '0001_squashed_0010_ended_sightings'),
        ('monitoring', '0011_assignment'),
        ('monitoring', '0012_hidden_quotes'),
        ('monitoring', '0013_locations_follow_a_merge'),
        ('monitoring', '0014_inbox_indexes'),
    ]

    initial = True

    dependencies = [
        ('sources', '0001_first_release'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Body',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                ('stored_size', models.PositiveBigIntegerField(verbose_name='stored size in bytes')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='first seen')),
            ],
            options={
                'verbose_name': 'response body',
                'verbose_name_plural': 'response bodies',
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='body_sha256_form')],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(auto_now_add=True, verbose_name='started')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last heartbeat')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('asked_for', models.CharField(max_length=20, verbose_name='requested URLs')),
                ('claimed', models.PositiveIntegerField(default=0, verbose_name='locations in this run')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='visited')),
                ('outcomes', models.JSONField(default=dict, verbose_name='outcomes')),
                ('hosts_reached', models.PositiveIntegerField(default=0, verbose_name='hosts reached')),
                ('hosts_unreached', models.PositiveIntegerField(default=0, verbose_name='hosts not reached')),
                ('ours', models.BooleanField(default=False, help_text='Most sites failed at the same time, so these failures were not counted.', verbose_name='problem on our side')),
                ('interrupted', models.BooleanField(default=False, verbose_name='interrupted')),
                ('error', models.CharField(blank=True, max_length=400, verbose_name='error')),
            ],
            options={
                'verbose_name': 'monitoring run',
                'verbose_name_plural': 'monitoring runs',
                'ordering': ['-started_at', '-id'],
                'indexes': [models.Index(fields=['-started_at'], name='round_newest')],
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taken_at', models.DateTimeField(verbose_name='taken')),
                ('url', models.CharField(blank=True, max_length=4096, verbose_name='URL it was read from')),
                ('ip_address', models.CharField(blank=True, max_length=45, verbose_name='IP address')),
                ('http_status', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='HTTP status')),
                ('headers', models.JSONField(default=dict, verbose_name='headers')),
                ('content_type', models.CharField(blank=True, max_length=100, verbose_name='content type')),
                ('charset', models.CharField(blank=True, max_length=40, verbose_name='charset')),
                ('title', models.CharField(blank=True, max_length=500, verbose_name='title')),
                ('language', models.CharField(blank=True, max_length=12, verbose_name='language')),
                ('extractor', models.CharField(max_length=40, verbose_name='extractor')),
                ('packed', models.BinaryField()),
                ('file_name', models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='file name')),
                ('fingerprint', models.CharField(max_length=64)),
                ('technical', models.BooleanField(default=False, help_text='The same content, extracted again by a newer extractor.', verbose_name='technical')),
                ('attached_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='attached by')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='monitoring.body', verbose_name='response body')),
                ('location', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='sources.location', verbose_name='location')),
            ],
            options={
                'verbose_name': 'snapshot',
                'verbose_name_plural': 'snapshots',
                'ordering': ['-taken_at', '-id'],
                'permissions': [('attach_file', 'Can attach files to sources'), ('download_body', 'Can download stored files and pages')],
                'indexes': [models.Index(fields=['location', '-taken_at'], name='snapshot_of_location')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('attached_by', None), ('file_name', ''), ('http_status__isnull', False), models.Q(('url', ''), _negated=True)), models.Q(('http_status', None), ('ip_address', ''), ('url', ''), models.Q(('file_name', ''), _negated=True)), _connector='OR'), name='snapshot_fetched_or_attached')],
            },
        ),
        migrations.CreateModel(
            name='Sighting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('citation_public_id', models.CharField(max_length=16, verbose_name='permanent ID of the citation')),
                ('selector', models.CharField(editable=False, max_length=32)),
                ('state', models.CharField(choices=[('present', 'present'), ('moved', 'in another context'), ('altered', 'in other words'), ('struck', 'deleted or hidden'), ('missing', 'no longer in the text'), ('never_found', 'not found in the text'), ('unreadable', 'text cannot be read'), ('not_checked', 'not looked for yet')], max_length=12, verbose_name='state')),
                ('meaning_changed', models.BooleanField(blank=True, null=True, verbose_name='the meaning changed')),
                ('passage', models.TextField(blank=True, verbose_name='text on the page now')),
                ('prefix', models.CharField(blank=True, max_length=300, verbose_name='text before the passage')),
                ('suffix', models.CharField(blank=True, max_length=300, verbose_name='text after the passage')),
                ('similarity', models.FloatField(default=0, verbose_name='similarity')),
                ('differences', models.JSONField(blank=True, default=list, verbose_name='difference')),
                ('start', models.JSONField(blank=True, null=True)),
                ('end', models.JSONField(blank=True, null=True)),
                ('since', models.DateTimeField(verbose_name='since')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('citation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sightings', to='sources.citation', verbose_name='citation')),
                ('location', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='sightings', to='sources.location', verbose_name='location')),
                ('snapshot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sightings', to='monitoring.snapshot', verbose_name='snapshot')),
                ('hidden', models.BooleanField(db_default=False, default=False, verbose_name='hidden in the page')),
            ],
            options={
                'verbose_name': 'sighting of a quote',
                'verbose_name_plural': 'sightings of quotes',
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('until', None)), fields=['location'], name='sighting_current_of_location'), models.Index(fields=['citation_public_id', 'selector'], name='sighting_of_citation'), models.Index(condition=models.Q(('until__isnull', False)), fields=['until'], name='sighting_ended'), models.Index(condition=models.Q(('state__in', ['moved', 'altered', 'struck', 'missing'])), fields=['since'], name='sighting_of_changed')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('citation_public_id', 'location'), name='sighting_one_current'), models.CheckConstraint(condition=models.Q(('state__in', ['present', 'moved', 'altered', 'struck', 'missing', 'never_found', 'unreadable', 'not_checked'])), name='sighting_state_known'), models.CheckConstraint(condition=models.Q(('meaning_changed', None), ('state', 'altered'), _connector='OR'), name='sighting_meaning_of_altered_only'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='sighting_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('hidden', False), ('state__in', ['missing', 'never_found']), _connector='OR'), name='sighting_hidden_of_absent_only')],
            },
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='time')),
                ('outcome', models.CharField(choices=[('new', 'New'), ('unchanged', 'Unchanged'), ('changed', 'Changed'), ('moved', 'Moved'), ('not_found', 'Not found'), ('gone', 'Gone'), ('soft_404', 'Error page with status 200 (soft 404)'), ('login_required', 'Login required'), ('blocked', 'Blocked'), ('rate_limited', 'Rate limited'), ('server_error', 'Server error'), ('timeout', 'Timeout'), ('dns_error', 'Name not resolved'), ('connection_error', 'Connection failed'), ('tls_error', 'TLS failure'), ('redirect_loop', 'Redirect loop'), ('forbidden_address', 'URL not allowed'), ('robots_disallowed', 'Disallowed by robots.txt'), ('too_large', 'Too large'), ('unsupported_type', 'Unsupported type'), ('unreadable', 'Unreadable'), ('empty', 'Empty'), ('needs_javascript', 'Needs JavaScript'), ('no_text_layer', 'No text layer'), ('text_elsewhere', 'Text stands elsewhere'), ('invalid_url', 'Invalid URL')], max_length=20, verbose_name='outcome')),
                ('health', models.CharField(choices=[('unknown', 'Not visited yet'), ('ok', 'Readable'), ('failing', 'Failing'), ('broken', 'Broken'), ('gone', 'Gone'), ('moved', 'Moved'), ('blocked', 'Cannot be read by us'), ('unreachable', 'Unreachable from our server')], max_length=12, verbose_name='health after this visit')),
                ('counted', models.BooleanField(default=True, help_text='Not counted: most sites failed at the same time, so the problem was probably on our side.', verbose_name='counted')),
                ('http_status', models.PositiveSmallIntegerField(null=True, verbose_name='HTTP status')),
                ('final_url', models.CharField(blank=True, max_length=4096, verbose_name='final URL')),
                ('redirects', models.JSONField(null=True, verbose_name='redirects')),
                ('content_type', models.CharField(blank=True, max_length=100, verbose_name='content type')),
                ('bytes', models.PositiveBigIntegerField(default=0, verbose_name='bytes received')),
                ('duration_ms', models.PositiveIntegerField(default=0, verbose_name='duration in ms')),
                ('retry_after', models.FloatField(null=True, verbose_name='Retry-After, in seconds')),
                ('body_sha256', models.CharField(blank=True, max_length=64)),
                ('proposed_url', models.CharField(blank=True, max_length=4096, verbose_name='proposed URL')),
                ('error', models.CharField(blank=True, max_length=400, verbose_name='error')),
                ('location', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='sources.location', verbose_name='location')),
                ('snapshot', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='checks', to='monitoring.snapshot', verbose_name='snapshot taken')),
            ],
            options={
                'verbose_name': 'visit',
                'verbose_name_plural': 'visits',
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['location', '-at'], name='check_of_location'), django.contrib.postgres.indexes.BrinIndex(fields=['at'], name='check_at'), models.Index(condition=models.Q(('snapshot__isnull', False)), fields=['snapshot'], name='check_with_snapshot')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['new', 'unchanged', 'changed', 'moved', 'not_found', 'gone', 'soft_404', 'login_required', 'blocked', 'rate_limited', 'server_error', 'timeout', 'dns_error', 'connection_error', 'tls_error', 'redirect_loop', 'forbidden_address', 'robots_disallowed', 'too_large', 'unsupported_type', 'unreadable', 'empty', 'needs_javascript', 'no_text_layer', 'text_elsewhere', 'invalid_url'])), name='check_outcome_known'), models.CheckConstraint(condition=models.Q(('health__in', ['unknown', 'ok', 'failing', 'broken', 'gone', 'moved', 'blocked', 'unreachable'])), name='check_health_known')],
            },
        ),
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
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unread_files', to='monitoring.body', verbose_name='response body')),
                ('location', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='unread_files', to='sources.location', verbose_name='location')),
            ],
            options={
                'verbose_name': 'unread file',
                'verbose_name_plural': 'unread files',
                'ordering': ['-taken_at', '-id'],
                'indexes': [models.Index(fields=['location', '-taken_at'], name='unread_file_of_location')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ('unsupported_type', 'no_text_layer', 'unreadable'))), name='unread_file_outcome_known'), models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$')), name='unread_file_digest_form')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('content', 'text changed'), ('moved', 'moved'), ('lost', 'no longer readable'), ('replaced', 'file replaced'), ('technical', 'text extracted differently by a newer extractor')], max_length=10, verbose_name='type')),
                ('state', models.CharField(choices=[('open', 'open'), ('resolved', 'resolved'), ('dismissed', 'dismissed')], default='open', max_length=10, verbose_name='state')),
                ('found_at', models.DateTimeField(verbose_name='found')),
                ('last_seen_at', models.DateTimeField(verbose_name='last seen')),
                ('health', models.CharField(blank=True, choices=[('unknown', 'Not visited yet'), ('ok', 'Readable'), ('failing', 'Failing'), ('broken', 'Broken'), ('gone', 'Gone'), ('moved', 'Moved'), ('blocked', 'Cannot be read by us'), ('unreachable', 'Unreachable from our server')], max_length=12, verbose_name='health')),
                ('score', models.FloatField(blank=True, null=True, verbose_name='share of the text that changed')),
                ('diff', models.JSONField(blank=True, default=list, verbose_name='difference')),
                ('proposed_url', models.CharField(blank=True, max_length=4096, verbose_name='proposed URL')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                ('location', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='sources.location', verbose_name='location')),
                ('after', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes_to', to='monitoring.snapshot', verbose_name='after')),
                ('before', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes_from', to='monitoring.snapshot', verbose_name='before')),
                ('file_after', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes_to', to='monitoring.unreadfile', verbose_name='file after')),
                ('file_before', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes_from', to='monitoring.unreadfile', verbose_name='file before')),
                ('assigned_to', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='assigned_changes', to=settings.AUTH_USER_MODEL, verbose_name='assigned to')),
                ('due_on', models.DateField(blank=True, editable=False, null=True, verbose_name='due')),
            ],
            options={
                'verbose_name': 'change',
                'verbose_name_plural': 'changes',
                'ordering': ['-found_at', '-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['-found_at'], name='change_inbox'), models.Index(fields=['location', 'kind'], name='change_of_location')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('location', 'kind'), name='change_one_open_per_kind'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='change_closed_has_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'content'), _negated=True), models.Q(('diff', []), _negated=True), _connector='OR'), name='change_of_content_shows_a_difference'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'moved'), _negated=True), models.Q(('proposed_url', ''), _negated=True), _connector='OR'), name='change_of_address_proposes_one'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'replaced'), _negated=True), ('file_after__isnull', False), _connector='OR'), name='change_of_file_names_it'), models.CheckConstraint(condition=models.Q(('kind__in', ['content', 'moved', 'lost', 'replaced', 'technical']), ('state__in', ['open', 'resolved', 'dismissed'])), name='change_words_known')],
            },
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('location', models.OneToOneField(on_delete=observatory.monitoring.models.watch.protect_visited, primary_key=True, related_name='watch', serialize=False, to='sources.location', verbose_name='location')),
                ('address', models.CharField(editable=False, max_length=2000, verbose_name='URL as given')),
                ('url', models.CharField(blank=True, editable=False, max_length=4096, verbose_name='normalised URL')),
                ('host', models.CharField(blank=True, editable=False, max_length=270, verbose_name='host')),
                ('health', models.CharField(choices=[('unknown', 'Not visited yet'), ('ok', 'Readable'), ('failing', 'Failing'), ('broken', 'Broken'), ('gone', 'Gone'), ('moved', 'Moved'), ('blocked', 'Cannot be read by us'), ('unreachable', 'Unreachable from our server')], default='unknown', max_length=12, verbose_name='health')),
                ('since', models.DateTimeField(blank=True, null=True, verbose_name='since')),
                ('outcome', models.CharField(blank=True, choices=[('new', 'New'), ('unchanged', 'Unchanged'), ('changed', 'Changed'), ('moved', 'Moved'), ('not_found', 'Not found'), ('gone', 'Gone'), ('soft_404', 'Error page with status 200 (soft 404)'), ('login_required', 'Login required'), ('blocked', 'Blocked'), ('rate_limited', 'Rate limited'), ('server_error', 'Server error'), ('timeout', 'Timeout'), ('dns_error', 'Name not resolved'), ('connection_error', 'Connection failed'), ('tls_error', 'TLS failure'), ('redirect_loop', 'Redirect loop'), ('forbidden_address', 'URL not allowed'), ('robots_disallowed', 'Disallowed by robots.txt'), ('too_large', 'Too large'), ('unsupported_type', 'Unsupported type'), ('unreadable', 'Unreadable'), ('empty', 'Empty'), ('needs_javascript', 'Needs JavaScript'), ('no_text_layer', 'No text layer'), ('text_elsewhere', 'Text stands elsewhere'), ('invalid_url', 'Invalid URL')], max_length=20, verbose_name='last outcome')),
                ('error', models.CharField(blank=True, max_length=400, verbose_name='last error')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='last visit')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='last read')),
                ('failing_since', models.DateTimeField(blank=True, null=True, verbose_name='failing since')),
                ('failures', models.PositiveIntegerField(default=0, verbose_name='failures in a row')),
                ('final_url', models.CharField(blank=True, max_length=4096, verbose_name='redirects to')),
                ('proposed_url', models.CharField(blank=True, max_length=4096, verbose_name='proposed URL')),
                ('declined_url', models.CharField(blank=True, editable=False, max_length=4096)),
                ('canonical_url', models.CharField(blank=True, editable=False, max_length=4096)),
                ('next_check_at', models.DateTimeField(verbose_name='next visit')),
                ('interval', models.FloatField(default=24, verbose_name='interval in hours')),
                ('min_interval', models.FloatField(blank=True, null=True, verbose_name='shortest interval in hours')),
                ('max_interval', models.FloatField(blank=True, null=True, verbose_name='longest interval in hours')),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('lease_by', models.CharField(blank=True, editable=False, max_length=32)),
                ('ignore_robots', models.BooleanField(default=False, verbose_name='visit even if robots.txt disallows it')),
                ('robots_reason', models.CharField(blank=True, max_length=500, verbose_name='reason for ignoring robots.txt')),
                ('etag', models.CharField(blank=True, editable=False, max_length=500)),
                ('last_modified', models.CharField(blank=True, editable=False, max_length=100)),
                ('validated_url', models.CharField(blank=True, editable=False, max_length=4096)),
                ('not_modified', models.PositiveIntegerField(default=0, editable=False)),
                ('body_sha256', models.CharField(blank=True, editable=False, max_length=64)),
                ('unread_digest', models.CharField(blank=True, db_default='', default='', editable=False, max_length=64)),
                ('replacements', models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                ('snapshot', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='monitoring.snapshot', verbose_name='last snapshot')),
                ('unread_file', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='monitoring.unreadfile', verbose_name='file that cannot be read')),
            ],
            options={
                'verbose_name': 'monitored URL',
                'verbose_name_plural': 'monitored URLs',
                'ordering': ['location'],
                'indexes': [models.Index(fields=['next_check_at'], name='watch_due'), django.contrib.postgres.indexes.HashIndex(condition=models.Q(('final_url', ''), _negated=True), fields=['final_url'], name='watch_led_to'), models.Index(condition=models.Q(('health__in', ['ok', 'unknown']), _negated=True), fields=['health', 'since'], name='watch_unwell')],
                'constraints': [models.CheckConstraint(condition=models.Q(('health__in', ['unknown', 'ok', 'failing', 'broken', 'gone', 'moved', 'blocked', 'unreachable'])), name='watch_health_known'), models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'new', 'unchanged', 'changed', 'moved', 'not_found', 'gone', 'soft_404', 'login_required', 'blocked', 'rate_limited', 'server_error', 'timeout', 'dns_error', 'connection_error', 'tls_error', 'redirect_loop', 'forbidden_address', 'robots_disallowed', 'too_large', 'unsupported_type', 'unreadable', 'empty', 'needs_javascript', 'no_text_layer', 'text_elsewhere', 'invalid_url'])), name='watch_outcome_known'), models.CheckConstraint(condition=models.Q(('ignore_robots', False), models.Q(('robots_reason', ''), _negated=True), _connector='OR'), name='watch_robots_override_has_a_reason', violation_error_message='Give a reason for ignoring robots.txt.'), models.CheckConstraint(condition=models.Q(('min_interval', None), ('max_interval', None), ('min_interval__lte', models.F('max_interval')), _connector='OR'), name='watch_interval_bounds_in_order', violation_error_message='The shortest interval is longer than the longest.'), models.CheckConstraint(condition=models.Q(('min_interval', None), ('min_interval__gt', 0), _connector='OR'), name='watch_min_interval_positive'), models.CheckConstraint(condition=models.Q(('max_interval', None), ('max_interval__gt', 0), _connector='OR'), name='watch_max_interval_positive'), models.CheckConstraint(condition=models.Q(models.Q(('lease_by', ''), ('lease_until', None)), models.Q(('lease_until__isnull', False), models.Q(('lease_by', ''), _negated=True)), _connector='OR'), name='watch_lease_has_a_holder')],
            },
        ),
        migrations.CreateModel(
            name='AffectedCitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('present', 'present'), ('moved', 'in another context'), ('altered', 'in other words'), ('struck', 'deleted or hidden'), ('missing', 'no longer in the text'), ('never_found', 'not found in the text'), ('unreadable', 'text cannot be read'), ('not_checked', 'not looked for yet'), ('unquoted', 'no quote to look for')], max_length=12, verbose_name='quote')),
                ('meaning_changed', models.BooleanField(blank=True, null=True, verbose_name='the meaning changed')),
                ('similarity', models.FloatField(blank=True, null=True, verbose_name='similarity')),
                ('passage', models.TextField(blank=True, verbose_name='text on the page now')),
                ('prefix', models.CharField(blank=True, max_length=300, verbose_name='text before the passage')),
                ('suffix', models.CharField(blank=True, max_length=300, verbose_name='text after the passage')),
                ('differences', models.JSONField(blank=True, default=list, verbose_name='difference')),
                ('locator', models.CharField(blank=True, max_length=200, verbose_name='locator')),
                ('decision', models.CharField(blank=True, choices=[('still_supported', 'still supported'), ('amended', 'statement amended'), ('cited_elsewhere', 'another source cited'), ('not_supported', 'no longer supported'), ('dismissed', 'dismissed')], max_length=16, verbose_name='decision')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided on')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('before', models.JSONField(blank=True, default=dict, editable=False, verbose_name='before the decision')),
                ('written', models.JSONField(blank=True, default=dict, editable=False, verbose_name='written by the decision')),
                ('citation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affected_by', to='sources.citation', verbose_name='citation')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affected', to='monitoring.change', verbose_name='change')),
            ],
            options={
                'verbose_name': 'affected citation',
                'verbose_name_plural': 'affected citations',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('change', 'citation'), name='affected_citation_once'), models.CheckConstraint(condition=models.Q(('state__in', ['present', 'moved', 'altered', 'struck', 'missing', 'never_found', 'unreadable', 'not_checked', 'unquoted'])), name='affected_citation_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='affected_citation_decision_has_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('decision', 'dismissed'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='affected_citation_dismissed_with_a_reason', violation_error_message='Say why the change does not matter for this statement.')],
                'indexes': [models.Index(condition=models.Q(('decision', ''), models.Q(('state__in', ['present', 'never_found']), _negated=True)), fields=['change'], include=('citation', 'state', 'meaning_changed'), name='affected_citation_undecided'), models.Index(condition=models.Q(('decision', ''), _negated=True), fields=['-decided_at'], include=('citation',), name='affected_citation_decided')],
            },
        ),
        migrations.RunSQL(ADD_TRIGGER, DROP_TRIGGER),
        migrations.RunSQL(ADD_ROOM, DROP_ROOM),
    ]

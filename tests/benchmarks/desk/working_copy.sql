-- Read by load.py, which gives the numbers of rows and the terms. Each statement ends with a semicolon at the end of a line.
INSERT INTO records_jurisdiction (id, code, label_en, label_zh_hans, edition)
    SELECT place, code, 'Place ' || code, '地区' || code, '' FROM unnest(%(places)s::text[]) WITH ORDINALITY AS each(code, place);
INSERT INTO records_theme (id, code, label_en, label_zh_hans, edition)
    SELECT place, code, 'Theme ' || code, '主题' || code, '' FROM unnest(%(themes)s::text[]) WITH ORDINALITY AS each(code, place);
INSERT INTO auth_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
    SELECT number, '', false, 'person' || number, 'Person', 'No. ' || number, '', true, true, now()
    FROM generate_series(1, 20) AS number;
INSERT INTO records_record (id, public_id, kind, slug, state, title_en, title_zh_hans, original_title, original_language,
        summary_en, summary_zh_hans, created_at, updated_at, edited_by, returned, assigned_to_id, due_on)
    SELECT number, lpad(number::text, 8, '0'), kind, 'record-' || number, state, english, chinese, '', '',
        repeat(english || '. ', 6), repeat(chinese || '。', 6),
        now() - interval '2 years', now() - number * interval '7 minutes',
        CASE WHEN state IN ('draft', 'in_review') THEN ARRAY[1 + number %% 20] ELSE '{}' END, number %% 700 = 75,
        CASE WHEN number %% 40 = 1 THEN 1 + number %% 20 END, CASE WHEN number %% 80 = 1 THEN current_date + number %% 30 END
    FROM titles;
INSERT INTO records_organisation (record_ptr_id, organisation_type, founded, dissolved, website)
    SELECT number, 'government', '2001', '', 'https://organisation' || number || '.example.org/'
    FROM titles WHERE kind IN ('organisation', 'body');
INSERT INTO governance_body
    SELECT number, 'committee', '', '', ARRAY[]::varchar[] FROM titles WHERE kind = 'body';
INSERT INTO initiatives_initiative (record_ptr_id, initiative_type, launched, period, objectives_en, objectives_zh_hans,
        participation_en, participation_zh_hans, website, budget_range)
    SELECT number, 'plan', 2005 + number %% 21, '', '', '', '', '', CASE WHEN number %% 3 = 0 THEN 'https://host' || number %% 800 || '.example.org/plan/' || number ELSE '' END, ''
    FROM titles WHERE kind = 'initiative';
INSERT INTO governance_instrument (record_ptr_id, instrument_type, issued, in_force, repealed, legal_force, scope_en,
        scope_zh_hans)
    SELECT number, 'notice', 2005 + number %% 21, '', '', 'InForce', '', '' FROM titles WHERE kind = 'instrument';
INSERT INTO platforms_platform (record_ptr_id, platform_type, released, purpose_en, purpose_zh_hans, openness, licence,
        website, repository)
    SELECT number, 'model', '2024', '', '', 'open', '',
        'https://platform' || number || '.example.org/', ''
    FROM titles WHERE kind = 'platform';
INSERT INTO records_othername (record_id, name, language, kind, note_en, note_zh_hans)
    SELECT number, substr(source, 1, 30) || number, 'en', 'alias', '', '' FROM titles
    WHERE number %% 2 = 0;
INSERT INTO records_identifier (record_id, scheme, value)
    SELECT number, 'wikidata', 'Q' || number FROM titles WHERE number %% 5 = 0;
INSERT INTO records_milestone (id, record_id, type, date, title_en, title_zh_hans)
    SELECT number, 2 * number, 'announced', '2024-03', 'Announced', '宣布'
    FROM titles WHERE 2 * number <= %(records)s;
INSERT INTO records_relation (id, subject_id, predicate, object_id, role, date, note_en, note_zh_hans)
    SELECT number, number, 'supports', 1 + (number::bigint * 7919) %% %(records)s, '', '', '', '' FROM titles
    WHERE number %% 2 = 0;
INSERT INTO records_record_jurisdictions (record_id, jurisdiction_id)
    SELECT number, place FROM titles;
INSERT INTO records_record_themes (record_id, theme_id)
    SELECT number, 1 + (number + nth) %% cardinality(%(themes)s::text[]) FROM titles, unnest(ARRAY[0, 7]) AS nth;
INSERT INTO publishing_entry (record_id, public_id, kind, slug, title_en, title_zh_hans, original_title, document, version,
        sequence, sha256, first_published_at, published_at, reviewed_at, withdrawal_reason, merged_into, subtype, dated,
        related_ids, source_ids, evidence, actor_ids, facet_ids, names)
    SELECT number, lpad(number::text, 8, '0'), titles.kind, 'record-' || number, english, chinese, '',
        jsonb_build_object('title', jsonb_build_object('en', english, 'zh-hans', chinese),
            'summary', jsonb_build_object('en', CASE WHEN number %% 7 = 0 THEN 'Another' ELSE record.summary_en END,
                'zh-hans', record.summary_zh_hans),
            'facts', (SELECT string_agg(md5(number::text || place), '') FROM generate_series(1, 150) AS place)),
        1, number, md5(number::text) || md5('a' || number), now() - interval '1 year',
        now() - number * interval '11 minutes', now() - number * interval '11 minutes', '', '', '', '',
        '{}', '{}', (ARRAY['supported', 'primary', 'unchecked', 'unsourced', 'unsupported'])[1 + number %% 5], '{}', '{}', ''
    FROM titles JOIN records_record AS record ON record.id = number WHERE public;
INSERT INTO publishing_version (id, record_id, number, action, document, sha256, published_at, reason, published_by_id)
    SELECT record_id, record_id, 1, 'publish', document, sha256, published_at, 'First publication', 1 + record_id %% 20
    FROM publishing_entry;
INSERT INTO records_comment (record_id, statement, text, returns, created_at, author_id)
    SELECT 1 + (number * 31) %% %(records)s, '', 'Is this so?', false, now() - number * interval '1 hour', 1 + number %% 20
    FROM generate_series(1, 5000) AS number;
INSERT INTO sources_source (id, public_id, key, type, title_en, title_zh_hans, original_title, language, container_title,
        publisher, issued, volume, issue, pages, doi, as_printed, note_en, note_zh_hans, cited,
        created_at, updated_at, rights, standing, state)
    SELECT number, 's' || lpad(number::text, 7, '0'), 'Issuer ' || number, 'webpage',
        source, '', '', 'en', '',
        'Ministry', '2023', '', '', '', '', '', '', '', true, now(), now(), 'passages', 'primary',
        CASE WHEN number %% 20 = 0 THEN 'draft' ELSE 'published' END
    FROM titles WHERE number <= %(sources)s;
INSERT INTO publishing_sourceversion (id, item_id, number, action, document, sha256, published_at, reason)
    SELECT id, id, 1, 'publish', '{}', md5(id::text) || md5('a' || id), now(), 'First publication' FROM sources_source;
INSERT INTO publishing_publishedsource (item_id, public_id, key, type, title_en, title_zh_hans, original_title, language,
        issued, frozen_id, rights, standing)
    SELECT id, public_id, key, type, title_en, '', '', 'en', '2023', id, 'passages', 'primary' FROM sources_source;
INSERT INTO sources_location (id, url, role, monitored, note_en, note_zh_hans, created_at, source_id)
    SELECT number, 'https://host' || number %% 800 || '.example.org/news/2023/' || number || '.html', 'original', true, '',
        '', now(), number
    FROM generate_series(1, %(sources)s) AS number;
INSERT INTO sources_location (id, url, role, monitored, note_en, note_zh_hans, created_at, source_id)
    SELECT %(sources)s + number, 'https://archive.example.org/' || number, 'archive', false, '', '', now(), number
    FROM generate_series(1, %(sources)s / 2) AS number;
INSERT INTO monitoring_watch (location_id, address, url, host, health, since, outcome, error, checked_at, read_at, failures,
        final_url, proposed_url, declined_url, canonical_url, next_check_at, interval, lease_by, ignore_robots,
        robots_reason, etag, last_modified, validated_url, not_modified, body_sha256)
    SELECT id, url, url, 'host' || id %% 800 || '.example.org', CASE WHEN id %% 30 = 0 THEN 'broken' ELSE 'ok' END,
        now() - id %% 400 * interval '1 day', '', '', now(), now(), 0, '', '', '', '', now(), 24, '', false, '', '', '', '',
        0, ''
    FROM sources_location WHERE monitored;
INSERT INTO sources_citation (id, public_id, record_id, field, milestone_id, relation_id, source_id, location_id,
        stated_value, locator, quote, quote_language, prefix, suffix, quoted_from, verdict, basis, note_en, note_zh_hans,
        checked_at, created_at)
    SELECT number, 'c' || lpad(number::text, 7, '0'), record,
        CASE WHEN on_milestone OR on_relation THEN '' ELSE CASE WHEN number %% 4 = 0 THEN 'title' WHEN number %% 4 = 1 THEN
            'summary' WHEN number %% 4 = 2 THEN 'jurisdictions' ELSE (CASE (record %% 20) / 6 WHEN 0 THEN 'launched'
            WHEN 1 THEN 'issued' ELSE 'summary' END) END END,
        CASE WHEN on_milestone THEN record / 2 END, CASE WHEN on_relation THEN record END,
        1 + (number::bigint * 7919) %% %(sources)s, NULL, '', 'p. ' || number,
        'Quote ' || md5(number::text) || md5('q' || number), 'en', '', '', '',
        CASE WHEN number %% 10 < 7 THEN 'supports' ELSE 'not_checked' END, CASE WHEN number %% 10 < 7 THEN 'passage' ELSE ''
            END,
        '', '', CASE WHEN number %% 10 < 7 THEN current_date END, now()
    FROM generate_series(1, %(citations)s) AS number,
        LATERAL (SELECT 1 + number %% %(records)s AS record) AS cited,
        LATERAL (SELECT record %% 2 = 0 AND number %% 10 = 9 AS on_milestone, record %% 2 = 0 AND number %% 10 = 7
            AS on_relation) AS what;
INSERT INTO monitoring_change (id, kind, state, found_at, last_seen_at, health, score, diff, proposed_url, closed_at, note,
        closed_by_id, location_id, assigned_to_id, due_on)
    SELECT number, kind, CASE WHEN is_open THEN 'open' ELSE 'resolved' END, now() - number * interval '13 minutes', now(),
        '', 0.2, CASE WHEN kind = 'content' THEN jsonb_build_array(jsonb_build_object('before', repeat(md5(number::text), 40),
            'after', repeat(md5('b' || number), 40))) ELSE '[]' END,
        CASE WHEN kind = 'moved' THEN 'https://new.example.org/' || number ELSE '' END,
        CASE WHEN is_open THEN NULL ELSE now() END, '', CASE WHEN is_open THEN NULL ELSE 1 END,
        1 + (number * 3) %% %(sources)s, CASE WHEN number %% 10 < 3 THEN 1 + number %% 20 END,
        CASE WHEN number %% 10 = 0 THEN current_date - 10 + number %% 40 END
    FROM generate_series(1, %(open_changes)s + %(closed_changes)s) AS number,
        LATERAL (SELECT number <= %(open_changes)s AS is_open, CASE WHEN number %% 20 < 17 THEN 'content'
            WHEN number %% 20 < 18 THEN 'moved' ELSE 'lost' END AS kind) AS what;
INSERT INTO monitoring_affectedcitation (change_id, citation_id, state, meaning_changed, similarity, passage, prefix, suffix,
        differences, locator, decision, decided_by_id, decided_at, reason, before, written)
    SELECT change.id, citation.id, found, CASE WHEN found = 'altered' THEN citation.id %% 3 < 2 END, 0.9,
        CASE WHEN found IN ('altered', 'moved') THEN 'Quote ' || md5(citation.id::text) || ' with other words' ELSE '' END, '',
        '',
        CASE WHEN found = 'altered' THEN '[["equal", "Quote ", ""], ["delete", "4.5", "number"], ["insert", "3.2", "number"]]'
            ELSE '[]' END::jsonb,
        '', CASE WHEN change.state = 'open' THEN '' ELSE 'still_supported' END,
        CASE WHEN change.state = 'open' THEN NULL ELSE 1 END,
        CASE WHEN change.state = 'open' THEN NULL ELSE now() - (citation.id * 7919) %% 100003 * interval '5 minutes' END, '', '{}', '{}'
    FROM monitoring_change AS change JOIN sources_location AS location ON location.id = change.location_id
        JOIN sources_citation AS citation ON citation.source_id = location.source_id,
        LATERAL (SELECT (ARRAY['altered', 'altered', 'missing', 'moved', 'present', 'present', 'unreadable', 'unquoted',
            'not_checked', 'struck'])[1 + citation.id / 7 %% 10] AS found) AS what;

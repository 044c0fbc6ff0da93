-- When a key ends (milliseconds since 1970), how often it may ask (a JSON list such as
-- ["60/minute"]), and the id that it has at the token endpoint, where it has one.
ALTER TABLE api_key ADD COLUMN expires BIGINT;
ALTER TABLE api_key ADD COLUMN rates $text NOT NULL DEFAULT '[]';
ALTER TABLE api_key ADD COLUMN client $text NOT NULL DEFAULT '';

-- What a halted sync is when it is let go.
ALTER TABLE sync ADD COLUMN resumes TEXT NOT NULL DEFAULT 'LIVE';

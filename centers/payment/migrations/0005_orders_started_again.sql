-- An order that was started more than once may have several open payments.
ALTER TABLE payables ADD COLUMN started_again boolean NOT NULL DEFAULT false;

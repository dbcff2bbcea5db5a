-- A login is forgotten with the last of its tokens; nobody looks for it by its age.
DROP INDEX logins_stale;

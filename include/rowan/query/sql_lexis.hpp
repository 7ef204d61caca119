// How a database reads quotes and comments: by that is found what is a placeholder in SQL that a user wrote.
#pragma once

namespace rowan {

/// The defaults are the standard's: '…' and "…", each quote inside doubled, `…`, -- and /* … */.
struct SqlLexis {
  bool backslash_escapes = false;    ///< 'it\'s' (MySQL and MariaDB)
  bool escape_texts = false;         ///< E'it\'s' (PostgreSQL)
  bool dollar_quotes = false;        ///< $$ … $$ and $tag$ … $tag$ (PostgreSQL)
  bool nested_comments = false;      ///< /* /* … */ */ is one comment (PostgreSQL)
  bool hash_comments = false;        ///< # to the end of the line (MySQL and MariaDB)
  bool dashes_need_space = false;    ///< -- begins a comment before white space only (MySQL and MariaDB)
  bool bracket_names = false;        ///< [a name] (SQLite)
  bool executable_comments = false;  ///< what is in /*! … */ and /*M! … */ is run (MySQL and MariaDB)
};

}  // namespace rowan

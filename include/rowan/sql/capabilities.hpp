// What a database can and can't do, by name. The defaults are a modern standard database; a dialect lists where it
// differs.
#pragma once

#include <cstdint>

#include "rowan/export.hpp"
#include "rowan/query/sql_lexis.hpp"

namespace rowan {

/// How an INSERT says what to do about a row that is already there.
enum class ConflictStyle : std::uint8_t {
  on_conflict,       ///< INSERT … ON CONFLICT (…) DO UPDATE SET x = EXCLUDED.x
  on_duplicate_key,  ///< INSERT … ON DUPLICATE KEY UPDATE x = VALUES(x)
};

/// How a list of rows is written after `(a, b) IN`.
enum class RowLists : std::uint8_t {
  tuples,  ///< ((?, ?), (?, ?))
  values,  ///< (VALUES (?, ?), (?, ?))
  none,    ///< not at all: (a = ? AND b = ?) OR (…)
};

struct Capabilities {
  bool raw_sql = true;   ///< takes SQL that users write: conditions, queries, CHECKs
  SqlLexis lexis{};      ///< how it reads SQL that users write
  bool comments = true;  ///< statements may say things about themselves, in /* … */ at their end

  // Inserting
  bool returning = true;            ///< INSERT and DELETE … RETURNING
  bool update_returning = true;     ///< UPDATE … RETURNING, where there is RETURNING at all
  bool returning_in_order = false;  ///< an INSERT of many rows returns its keys in the order of the rows
  bool last_insert_id = false;      ///< the connection tells the key it generated last, and that is the cheaper way
  bool multi_row_insert = true;     ///< VALUES (…), (…)
  bool default_values = true;       ///< INSERT INTO t DEFAULT VALUES; otherwise () VALUES ()
  ConflictStyle conflict = ConflictStyle::on_conflict;
  std::uint32_t max_parameters = 65535;  ///< placeholders in one statement

  // Asking
  bool nulls_first_last = true;       ///< ORDER BY x NULLS LAST; without it NULL is less than all values
  bool collates_beyond_ascii = true;  ///< its collations may hold other characters than ASCII letters equal
  bool distinct_on = false;           ///< SELECT DISTINCT ON (a)
  bool group_frames = true;           ///< OVER (… GROUPS BETWEEN …)
  bool row_values = true;             ///< (a, b) IN (SELECT …)
  RowLists row_lists = RowLists::tuples;
  bool row_lists_convert = true;  ///< their texts are made comparable with columns of other character sets
  bool array_lists = false;       ///< x = ANY (?) and unnest(?, ?), an array for any list; otherwise x IN (?, …)
  bool limit_in_subquery = true;  ///< x IN (SELECT … LIMIT n); otherwise through a derived table
  bool self_subquery = true;      ///< an UPDATE may select from its own table, as it was before
  bool sets_at_once = true;  ///< in an UPDATE all new values are made of the old ones; otherwise one after the other

  // Tables
  bool arrays = false;  ///< columns that hold arrays
  bool transactional_ddl = true;
  bool forward_foreign_keys = false;  ///< a foreign key may name a table that is created later
  bool alter_add_foreign_key = true;
  bool inline_generated_key = false;  ///< a generated key's column definition says PRIMARY KEY itself
  bool schemas = true;
  bool partial_indexes = true;       ///< CREATE INDEX … WHERE, and ON CONFLICT (…) WHERE
  bool columns_ignore_case = false;  ///< the case of letters tells no columns apart, quoted or not
  /// The length that texts and bytes of any length get when they are in a key or an index, where those take only a
  /// known one; 0: they take any.
  std::uint32_t indexed_length = 0;

  // Transactions
  bool savepoints = true;
  bool row_locks = true;           ///< SELECT … FOR UPDATE; otherwise a writing transaction locks the whole database
  bool locks_of_one_table = true;  ///< … FOR UPDATE OF the table; otherwise the rows of joined ones are locked as well
  bool references_lock_rows = false;  ///< a row that is inserted locks the rows that it refers to for readers alone
  bool references_checked_by_row = false;  ///< as each row is written, not once the statement has written all of them
  bool reads_before_locks = false;  ///< once a transaction has read, plain reads give rows as they were then, even
                                    ///< those that it has locked since
  bool failed_statement_aborts_transaction =
      false;  ///< after an error only ROLLBACK, or one to a savepoint, is accepted
};

}  // namespace rowan

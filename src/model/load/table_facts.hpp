// What the table of a model, which others may have made, does with what is written into it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rowan/connection/connection.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/sql/column_limit.hpp"

namespace rowan {

struct Slot;

struct TableFacts {
  struct Limited {
    const AttributeInfo* attribute;
    ColumnLimit column;
  };
  std::vector<Limited> limits;  ///< columns that keep less than their attributes hold; of Rowan's own tables, none
  struct Respelled {
    const AttributeInfo* attribute;
    std::string question;  ///< SQL that gives a text as the column would
  };
  std::vector<Respelled> respelled;  ///< texts that the database spells in its own way; of Rowan's own tables, none
  // Whether a trigger or a rule may do something else than it was told, and the database then say that no row changed.
  bool redirects_inserts = false, redirects_updates = false, redirects_deletes = false;
  bool has_insert_rules = false;    ///< an INSERT gives nothing back
  bool plain = true;                ///< all of this is as of a table that Rowan made: nothing to look at
  bool counts_keys = true;          ///< the database counts the generated key up, and the connection tells it
  bool numbers_on = false;          ///< a new key is one more than the last one: no trigger may take it meanwhile
  bool remembers_keys = false;      ///< …and than those that were there before
  bool outgrows_key = false;        ///< it may count further than the member of the key
  bool keyless = false;             ///< what the connection tells is not the key
  bool always_counts = false;       ///< …and takes no key but its own
  std::vector<std::string> listed;  ///< columns that are ordered by a list of labels, and compared as text
  std::uint8_t uuid_spellings = 0;  ///< of all columns, see ColumnLimit

  /// Whether values are to be looked at before they are sent, see RecordStatements::make_fit.
  [[nodiscard]] bool minds_values() const { return !limits.empty() || !respelled.empty(); }
  [[nodiscard]] const ColumnLimit* limit_of(const AttributeInfo& attribute) const;
  /// @throws InvalidValue naming model, attribute and column, when one of `set` in `object` does not fit its column.
  /// `set` is null for all.
  void require_fit(const ModelInfo& model, const void* object, const std::vector<const AttributeInfo*>* set) const;
  /// The same of one value. @throws as require_fit.
  void require_fit(const ModelInfo& model, const AttributeInfo& attribute, const Value& value) const;
  /// What is compared with the attribute is converted to what its column holds. @throws as require_fit, when values of
  /// the attribute are not read from such a column.
  void require_comparable(const ModelInfo& model, const AttributeInfo& attribute) const;
  /// The time as a value of a time-stamp, cut to what its column keeps.
  [[nodiscard]] Value stamp_of(const AttributeInfo& attribute, Instant time) const;
  /// Cuts a time-stamp that the library set to what its column keeps. True when it did.
  bool cut_stamp(const AttributeInfo* attribute, void* object) const;
};

/// @throws InvalidValue with the text of `error`, naming model, attribute and column.
[[noreturn]] void refuse_unfit(const ModelInfo& model, const AttributeInfo& attribute, const InvalidValue& error);

/// Asks the database; one statement. Nothing, where there is no such table, or nothing to ask.
TableFacts look_up_facts(Connection& connection, const ModelInfo& model);

}  // namespace rowan

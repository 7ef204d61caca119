// What a model says of one attribute: `m.attribute(&Post::title).not_blank()`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/core/member_name.hpp"
#include "rowan/core/text_argument.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// A column of a model, not an expression over one.
template <class C>
concept column_of_model = named_column<C> && requires { typename C::model_type; };

/// Settings of one attribute. Each returns the builder, to be chained. Mistakes are collected and reported together
/// when the model is first used.
class ROWAN_EXPORT AttributeBuilder {
 public:
  /// `when`: what was said before, by `m.on(…)` and the like, for the validations; null: nothing.
  AttributeBuilder(ModelInfo& model, AttributeInfo* attribute, std::shared_ptr<const Applicability> when = nullptr)
      : model_(model), attribute_(attribute), when_(std::move(when)) {}

  // Its column
  AttributeBuilder& column(TextArgument name);
  AttributeBuilder& length(std::uint32_t characters);  ///< of a text column, and the most that a valid record has
  AttributeBuilder& precision(std::uint8_t digits,
                              std::uint8_t scale);   ///< of a decimal column; a value that needs more is invalid
  AttributeBuilder& stored_as_integer();             ///< an enum by its number instead of its text
  AttributeBuilder& stored_as_epoch_seconds();       ///< an Instant as the integer of seconds since 1970-01-01 UTC
  AttributeBuilder& stored_as_epoch_milliseconds();  ///< the same in milliseconds
  AttributeBuilder& unique();                        ///< a unique index; a violation is an error on this attribute
  AttributeBuilder& index();
  AttributeBuilder& check(TextArgument sql,
                          TextArgument message = "is invalid");  ///< a CHECK constraint; a violation is an error here
  /// The column's default as SQL. A new record whose attribute is still what the C++ class starts with leaves it to the
  /// database and reads it back.
  AttributeBuilder& database_default(TextArgument sql);
  /// Of a generated key: SQLite may give the key of a deleted row to a new one, which spares it a look at a second
  /// table with every insert. A record that was loaded before would then change a stranger's row.
  AttributeBuilder& reuse_keys(bool yes = true);
  /// Whether a key is made when none was given (an integer's by the database, a UUID's by the library): on by default
  /// for a sole integer or UUID key.
  AttributeBuilder& generated(bool yes);
  AttributeBuilder& lock_version();
  /// A password, a token: records and changes are printed with `[filtered]` in its place, the log shows none of its
  /// values, and `to_json` leaves it out unless its `only` names it. `get` and SQL are as ever.
  AttributeBuilder& secret();
  /// Its texts are kept and looked for in a normal form: in values that are set by name, in members when the record is
  /// validated, and in values that conditions compare the attribute with. Said several times: in this order. Of no key.
  AttributeBuilder& normalize(TextNormalizer normalizer);
  /// What a new record gets when it is validated and the member is still as its class's constructor leaves it: for what
  /// is made anew each time. For the rest, initialise the member. Called by several threads at once.
  AttributeBuilder& default_value(std::function<Value()> make);
  /// Set in new records only: a change is an error of the code "read_only" when the record is validated.
  /// update_columns, counters and writes of many rows change it all the same.
  AttributeBuilder& read_only();
  AttributeBuilder& keep_original();  ///< keep loaded text, so that `changes()` has its `before`

  // Validations, run by save() before anything is sent
  AttributeBuilder& not_blank();  ///< text: not empty or white space; otherwise: not NULL
  AttributeBuilder& min_length(std::size_t characters);
  AttributeBuilder& max_length(std::size_t characters);  ///< in Unicode code points
  AttributeBuilder& at_least(Value limit);
  AttributeBuilder& at_most(Value limit);
  AttributeBuilder& more_than(Value limit);
  AttributeBuilder& less_than(Value limit);
  AttributeBuilder& between(Value least, Value most) { return at_least(std::move(least)).at_most(std::move(most)); }
  // Another attribute of the record as the limit: `m.attribute(&Trip::end).at_least(c.start)`. NULL of either passes.
  template <column_of_model C>
  AttributeBuilder& at_least(const C&) {
    return compare<C>(RuleKind::at_least);
  }
  template <column_of_model C>
  AttributeBuilder& at_most(const C&) {
    return compare<C>(RuleKind::at_most);
  }
  template <column_of_model C>
  AttributeBuilder& more_than(const C&) {
    return compare<C>(RuleKind::more_than);
  }
  template <column_of_model C>
  AttributeBuilder& less_than(const C&) {
    return compare<C>(RuleKind::less_than);
  }
  template <column_of_model C>
  AttributeBuilder& same_as(const C&) {
    return compare<C>(RuleKind::same_as);
  }
  template <column_of_model C>
  AttributeBuilder& differs_from(const C&) {
    return compare<C>(RuleKind::differs_from);
  }
  AttributeBuilder& one_of(std::vector<Value> values);
  AttributeBuilder& none_of(std::vector<Value> values);
  AttributeBuilder& accepted();  ///< a boolean that is true
  /// The whole text, as in the attribute `pattern` of a form's field: "[a-z0-9-]+". A part of ECMAScript's language:
  /// characters, `.`, classes (`[a-z]`, `[^,]`, `\d \w \s` and their opposites), groups, `|`, `* + ? {2,5}`, `^ $`,
  /// `\u{…}`. No look-aheads, references back or word boundaries, so it takes time in proportion to the text.
  AttributeBuilder& matches(TextArgument pattern, TextArgument message = "");
  AttributeBuilder& validate(AttributeRule rule);  ///< a message, or nothing

 private:
  AttributeBuilder& require(RuleKind kind, std::vector<Value> values);
  AttributeBuilder& compare(RuleKind kind, std::string_view model, std::string_view other);
  template <class C>
  AttributeBuilder& compare(RuleKind kind) {
    return compare(kind, C::model_type::rowan_name(), C::name());
  }
  void require_text(std::string_view rule);
  Value as_comparable(Value value, std::string_view rule);
  AttributeBuilder& stored_as_epoch(std::int64_t unit, std::string_view said);
  ModelInfo& model_;
  AttributeInfo* attribute_;
  std::shared_ptr<const Applicability> when_;
};

}  // namespace rowan

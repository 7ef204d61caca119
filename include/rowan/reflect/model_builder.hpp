// What `static void configure(rowan::ModelBuilder<Post>& m)` can say about a model.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/core/member_name.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/reflect/callback_table.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// `Dependent` under the name it is used by: `dependent(rowan::dependent::destroy)`.
namespace dependent {
inline constexpr Dependent none = Dependent::none;
inline constexpr Dependent destroy = Dependent::destroy;
inline constexpr Dependent delete_all = Dependent::delete_all;
inline constexpr Dependent nullify = Dependent::nullify;
inline constexpr Dependent restrict_error = Dependent::restrict_error;
inline constexpr Dependent restrict_exception = Dependent::restrict_exception;
}  // namespace dependent

/// Of a counter cache: `counter_cache(Post::c.comments_count, rowan::counter::not_yet_trusted)`.
namespace counter {
inline constexpr CounterTrust not_yet_trusted = CounterTrust::not_yet;
}  // namespace counter

namespace detail {
/// Whether the object has this value in the attribute, in its normal form. @throws what a normalizer throws.
[[nodiscard]] ROWAN_EXPORT bool has_value(const ModelInfo& model, const void* object, std::string_view attribute,
                                          Value value);
}  // namespace detail

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
  AttributeBuilder& column(std::string_view name);
  AttributeBuilder& length(std::uint32_t characters);  ///< of a text column, and the most that a valid record has
  AttributeBuilder& precision(std::uint8_t digits,
                              std::uint8_t scale);   ///< of a decimal column; a value that needs more is invalid
  AttributeBuilder& stored_as_integer();             ///< an enum by its number instead of its text
  AttributeBuilder& stored_as_epoch_seconds();       ///< an Instant as the integer of seconds since 1970-01-01 UTC
  AttributeBuilder& stored_as_epoch_milliseconds();  ///< the same in milliseconds
  AttributeBuilder& unique();                        ///< a unique index; a violation is an error on this attribute
  AttributeBuilder& index();
  AttributeBuilder& check(
      std::string_view sql,
      std::string_view message = "is invalid");  ///< a CHECK constraint; a violation is an error here
  /// The column's default as SQL. A new record whose attribute is still what the C++ class starts with leaves it to the
  /// database and reads it back.
  AttributeBuilder& database_default(std::string_view sql);
  /// Of a generated key: SQLite may give the key of a deleted row to a new one, which spares it a look at a second
  /// table with every insert. A record that was loaded before would then change a stranger's row.
  AttributeBuilder& reuse_keys(bool yes = true);
  /// Whether a key is made when none was given (an integer's by the database, a UUID's by the library): on by default
  /// for a sole integer or UUID key.
  AttributeBuilder& generated(bool yes);
  AttributeBuilder& lock_version();
  /// A password, a token: records and changes are printed with `[filtered]` in its place, and the log shows none of its
  /// values. `get`, `to_json` and SQL are as ever.
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
  AttributeBuilder& matches(std::string_view pattern, std::string_view message = {});
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

/// Settings of one association. Where a name is asked for, a column says it as well: `order(Post::c.title)`.
class ROWAN_EXPORT AssociationBuilder {
 public:
  AssociationBuilder(ModelInfo& model, AssociationInfo* association) : model_(model), association_(association) {}

  AssociationBuilder& optional();  ///< belongs_to: the key may be NULL
  /// The column(s) that refer: of the owner for belongs_to, of the target otherwise. By convention `<name>_id`.
  AssociationBuilder& foreign_key(std::initializer_list<std::string_view> columns);
  AssociationBuilder& foreign_key(std::string_view column) { return foreign_key({column}); }
  AssociationBuilder& inverse(std::string_view association_of_target);
  template <named_column C>
  AssociationBuilder& inverse(const C&) {
    return inverse(C::name());
  }
  /// has_one, has_many: the targets refer by a `BelongsTo<Any<…>>` of this name. As inverse(), and a mistake where that
  /// is none.
  AssociationBuilder& as(std::string_view association_of_target);
  template <named_column C>
  AssociationBuilder& as(const C&) {
    return as(C::name());
  }
  AssociationBuilder& type_column(std::string_view name);  ///< of a `BelongsTo<Any<…>>`. By convention `<name>_type`
  AssociationBuilder& through(std::string_view association, std::string_view source = {});
  template <named_column C>
  AssociationBuilder& through(const C&) {
    return through(C::name());
  }
  template <named_column C, named_column Source>
  AssociationBuilder& through(const C&, const Source&) {
    return through(C::name(), Source::name());
  }
  AssociationBuilder& join_table(std::string_view table, std::string_view owner_column = {},
                                 std::string_view target_column = {});
  /// has_one, has_many, many_to_many: only rows for which the condition, on the target's attributes, holds are targets:
  /// `where(Book::c.available)`. New targets of a has_one or has_many get the values that it compares by `==`.
  template <class C>
  AssociationBuilder& where(const C& condition) {
    if constexpr (named_column<C>)
      return where(condition == true);
    else if constexpr (requires { condition.expr(); })
      return add_condition(condition.expr());
    else
      return add_condition(condition);
  }
  AssociationBuilder& order(std::string_view attribute_of_target, bool descending = false);
  template <named_column C>
  AssociationBuilder& order(const C&, bool descending = false) {
    return order(C::name(), descending);
  }
  /// `order(Post::c.title.desc())`
  template <class Order>
    requires requires(const Order& by) { by.attribute; }
  AssociationBuilder& order(const Order& by) {
    return order(by.attribute, by.descending);
  }
  AssociationBuilder& dependent(Dependent action);
  AssociationBuilder& on_delete(ForeignKeyAction action);  ///< belongs_to: what the database does with this row
  /// belongs_to: an integer attribute of the target (of each target, where there are several) that every write through
  /// the library keeps equal to the number of rows that refer to it. By convention `<table>_count`: `comments_count`.
  /// `not_yet_trusted`: it is kept, but `counted()` counts until reset_counters() has set it right everywhere.
  AssociationBuilder& counter_cache(std::string_view attribute_of_target = {},
                                    CounterTrust trust = CounterTrust::trusted);
  template <named_column C>
  AssociationBuilder& counter_cache(const C&, CounterTrust trust = CounterTrust::trusted) {
    return counter_cache(C::name(), trust);
  }
  /// belongs_to: when this record is saved with a change, or destroyed, its target's `updated_at` is set, right before
  /// the COMMIT; that of the target's own touched ones, too. Both targets, where it goes from one to another.
  AssociationBuilder& touch();
  AssociationBuilder& strict_loading(bool yes = true);
  AssociationBuilder& batch(bool yes);
  AssociationBuilder& unique();  ///< belongs_to: at most one row per target

 protected:
  /// A part of a key: the name of a column of its own, or the member whose column it shares.
  struct KeyColumn {
    std::string_view name;
    const void* member = nullptr;
  };
  AssociationBuilder& set_columns(std::initializer_list<KeyColumn> columns, const void* prototype);

 private:
  AssociationBuilder& add_condition(const Expr& condition);
  const AttributeInfo* shared_attribute(const void* member, const void* prototype);
  ModelInfo& model_;
  AssociationInfo* association_;
};

/// As AssociationBuilder, and where the columns of the key are.
template <class T>
class BelongsToBuilder : public AssociationBuilder {
 public:
  BelongsToBuilder(const AssociationBuilder& builder, const T& prototype)
      : AssociationBuilder(builder), prototype_(prototype) {}

  /// One for each part of the key: the name of a column, or a member whose column is shared:
  /// `m.belongs_to(&Post::author).columns(&Post::tenant_id, "author_id")`. The member may be another belongs_to of one
  /// column. Said first, before optional() and the like.
  template <class... Parts>
  AssociationBuilder& columns(const Parts&... parts) {
    return set_columns({part(parts)...}, &prototype_);
  }

 private:
  static KeyColumn part(std::string_view name) { return {name}; }
  template <class V, class C>
  KeyColumn part(V C::*member) const {
    static_assert(std::is_base_of_v<C, T>, "rowan: a key shares columns of its own model only");
    return {{}, &(prototype_.*member)};
  }
  const T& prototype_;
};

/// The part of the builder that needs no type.
class ROWAN_EXPORT ModelBuilderBase {
 public:
  ModelBuilderBase(ModelInfo& model, const void* prototype)
      : model_(model), prototype_(static_cast<const char*>(prototype)) {}

 protected:
  void set_table(std::string_view name) { model_.table = name; }
  [[nodiscard]] const void* member_named(std::string_view name) const;
  [[nodiscard]] AttributeBuilder attribute_at(const void* member);
  /// Null, and a mistake, where the member is no attribute.
  [[nodiscard]] const AttributeInfo* attribute_info(const void* member);
  [[nodiscard]] AssociationBuilder association_at(const void* member, const AssociationOps& ops);
  void set_primary_key(std::initializer_list<const void*> members);
  void set_type_attribute(const void* member);
  void add_index(std::initializer_list<const void*> members, bool unique, std::string_view name);
  void add_check(std::string_view name, std::string_view sql, std::string_view message);
  CallbackTable& callbacks();
  /// Adds to what was said before; the result is immutable, as rules share it.
  void narrow(const std::function<void(Applicability&)>& change);
  /// A mistake where a context was said before something that knows none.
  void refuse_context(std::string_view moment);

  ModelInfo& model_;
  const char* prototype_;
  std::shared_ptr<const Applicability> when_;  ///< of rules and callbacks; null: always
};

/// Handed to `T::configure` once, at the model's first use. Members are named by pointer or by column:
/// `m.attribute(&Post::title).not_blank()`, `m.attribute(c.title).not_blank()`.
template <class T>
class ModelBuilder : public ModelBuilderBase {
 public:
  ModelBuilder(ModelInfo& model, const T& prototype) : ModelBuilderBase(model, &prototype), object_(prototype) {}

  /// What is described so far, for mix-ins of the library.
  [[nodiscard]] ModelInfo& info() noexcept { return model_; }

  ModelBuilder& table(std::string_view name) { return model_.table = name, *this; }
  ModelBuilder& schema(std::string_view name) { return model_.schema = name, *this; }
  /// What a `BelongsTo<Any<…>>`, or a type_attribute, stores for this model: letters, digits, underscores, points,
  /// colons, slashes and hyphens. By default the class's name without namespaces.
  ModelBuilder& type_name(std::string_view text) { return model_.type_name = text, *this; }
  /// The text attribute that says whether a row is of this model or of a sub-class (`Model<Admin, User>`): each stores
  /// its type_name there. Said once, in what they share: see "Sub-classes" in the guide.
  template <class Member>
  ModelBuilder& type_attribute(Member member) {
    return set_type_attribute(address(member)), *this;
  }
  /// The model lives in the database connected under this name.
  ModelBuilder& database(std::string_view name) { return model_.database_name = name, *this; }
  /// A view, or a table that the program only reads: its records can't be saved or destroyed, and it needs no primary
  /// key. Without one, `find` and `find_each` are refused, and `first` and `last` need an order.
  ModelBuilder& read_only() { return model_.read_only = true, *this; }
  ModelBuilder& strict_loading() { return model_.strict_loading = true, *this; }

  // Conditions, said before what they are for: rules and callbacks that are declared through what these return.
  // `m.on(rowan::Occasion::create).attribute(&Post::slug).not_blank()`, or, for several,
  // `auto published = m.if_(&Post::is_published); published.attribute(…)…; published.after_save(…);`
  /// Only when the record is inserted, updated, destroyed. Said twice: one of these.
  [[nodiscard]] ModelBuilder on(Occasion occasion) const {
    return with([&](Applicability& when) { when.occasions.push_back(occasion); });
  }
  /// Only in this context: `post.save(rowan::in_context("publish"))`. Said twice: in one of these.
  [[nodiscard]] ModelBuilder on(std::string_view context) const {
    return with([&](Applicability& when) { when.contexts.emplace_back(context); });
  }
  /// Only if it is true: a member function or a function of `const T&`.
  [[nodiscard]] ModelBuilder if_(auto f) const {
    return with([&](Applicability& when) {
      when.demands.push_back(
          [f](const void* object) -> bool { return std::invoke(f, *static_cast<const T*>(object)); });
    });
  }
  [[nodiscard]] ModelBuilder unless_(auto f) const {
    return if_([f](const T& record) -> bool { return !std::invoke(f, record); });
  }

  template <class Member>
  AttributeBuilder attribute(Member member) {
    return attribute_at(address(member));
  }
  template <class Member>
  BelongsToBuilder<T> belongs_to(Member member) {
    return {association_at(address(member), association_kinds::belongs_to), object_};
  }
  template <class Member>
  AssociationBuilder has_one(Member member) {
    return association_at(address(member), association_kinds::has_one);
  }
  template <class Member>
  AssociationBuilder has_many(Member member) {
    return association_at(address(member), association_kinds::has_many);
  }
  template <class Member>
  AssociationBuilder many_to_many(Member member) {
    return association_at(address(member), association_kinds::many_to_many);
  }

  /// One or several attributes or belongs_to.
  template <class... Members>
  ModelBuilder& primary_key(Members... members) {
    return set_primary_key({address(members)...}), *this;
  }
  template <class... Members>
  ModelBuilder& index(Members... members) {
    return add_index({address(members)...}, false, {}), *this;
  }
  template <class... Members>
  ModelBuilder& unique_index(Members... members) {
    return add_index({address(members)...}, true, {}), *this;
  }
  /// A named CHECK constraint over the row; `message` is what a violation says.
  ModelBuilder& check(std::string_view name, std::string_view sql, std::string_view message) {
    return add_check(name, sql, message), *this;
  }

  /// `void f(Errors&) const`, as a member or a function of `(const T&, Errors&)`: adds errors for what is wrong.
  template <class F>
  ModelBuilder& validate(F rule) {
    constexpr bool fits = std::is_invocable_v<const F&, const T&, Errors&>;
    static_assert(fits,
                  "rowan: validate() takes a function of (const Post&, rowan::Errors&), or a member function of "
                  "(rowan::Errors&) that is const");
    if constexpr (fits) {
      add_rule("custom", {}, [rule](const void* object, Errors& errors) {
        std::invoke(rule, *static_cast<const T*>(object), errors);
      });
    }
    return *this;
  }
  /// `confirmation` is a std::optional, which need not be listed in ROWAN_MODEL: where it is set, it must be equal to
  /// the attribute, in its normal form if it has one. The error, with the code "confirmation", is on the attribute.
  template <class Member, class V, class C>
  ModelBuilder& confirmed_by(Member attribute, std::optional<V> C::*confirmation) {
    const AttributeInfo* info = attribute_info(address(attribute));
    if (info == nullptr) return *this;
    const auto rule = [confirmation, name = info->name](const void* object, Errors& errors) {
      const T& record = *static_cast<const T*>(object);
      const auto& given = record.*confirmation;
      if (given && !detail::has_value(record.model_info(), object, name, Value(*given)))
        errors.add(name, "doesn't match its confirmation", "confirmation");
    };
    return add_rule("confirmation", info->name, rule);
  }
  /// A boolean member, which need not be listed in ROWAN_MODEL and has this name in errors ("not_accepted"), must be
  /// true: terms of service, say, `m.on(Occasion::create).accepted(&User::terms, "terms")`.
  template <class C>
  ModelBuilder& accepted(bool C::*member, std::string_view name) {
    return add_rule("acceptance", name, [member, name = std::string(name)](const void* object, Errors& errors) {
      if (!(static_cast<const T*>(object)->*member)) errors.add(name, "must be accepted", "not_accepted");
    });
  }

  // Callbacks: a member function or a function of T&. From a before-callback, `false` stops the operation (save()
  // returns false). In order of declaration.
  ModelBuilder& before_validation(auto f) { return add(CallbackMoment::before_validation, f); }
  ModelBuilder& after_validation(auto f) { return add(CallbackMoment::after_validation, f); }
  ModelBuilder& before_save(auto f) { return add(CallbackMoment::before_save, f); }
  ModelBuilder& after_save(auto f) { return add(CallbackMoment::after_save, f); }
  ModelBuilder& before_create(auto f) { return add(CallbackMoment::before_create, f); }
  ModelBuilder& after_create(auto f) { return add(CallbackMoment::after_create, f); }
  ModelBuilder& before_update(auto f) { return add(CallbackMoment::before_update, f); }
  ModelBuilder& after_update(auto f) { return add(CallbackMoment::after_update, f); }
  ModelBuilder& before_destroy(auto f) { return add(CallbackMoment::before_destroy, f); }
  ModelBuilder& after_destroy(auto f) { return add(CallbackMoment::after_destroy, f); }

  /// Called once for each record that a query found, when all its rows are read, and again for one that is reloaded: it
  /// may do what other callbacks may, and so not save the record.
  ModelBuilder& after_find(auto f) { return add(CallbackMoment::after_find, f); }

  // Around: called before the first before-callback, it returns an object that is destroyed after the last
  // after-callback, or as the operation fails: a stop watch, a span, a guard. The last one made goes first.
  ModelBuilder& around_save(auto f) { return add_around(AroundMoment::save, f); }
  ModelBuilder& around_create(auto f) { return add_around(AroundMoment::create, f); }
  ModelBuilder& around_update(auto f) { return add_around(AroundMoment::update, f); }
  ModelBuilder& around_destroy(auto f) { return add_around(AroundMoment::destroy, f); }

  // With a copy of the record as it was saved, once for each row of the transaction. if_() and unless_() are asked
  // about that copy; a row that the transaction made counts as created until it is destroyed.
  /// Right before the COMMIT of the outermost transaction: what it writes belongs to that, and an exception undoes all.
  ModelBuilder& before_commit(auto f) { return add_final(FinalMoment::before_commit, f); }
  /// Once the outermost transaction is durable, or undone.
  ModelBuilder& after_commit(auto f) { return add_final(FinalMoment::after_commit, f); }
  ModelBuilder& after_rollback(auto f) { return add_final(FinalMoment::after_rollback, f); }

 private:
  template <class Change>
  ModelBuilder with(const Change& change) const {
    ModelBuilder narrower = *this;
    narrower.narrow(change);
    return narrower;
  }
  template <class F>
  ModelBuilder& add_rule(std::string_view kind, std::string_view attribute, F check) {
    callbacks().validations.push_back({{std::move(check), when_}, std::string(kind), std::string(attribute)});
    return *this;
  }
  template <class F>
  ModelBuilder& add(CallbackMoment moment, F f) {
    constexpr bool fits = std::is_invocable_v<const F&, T&>;
    static_assert(fits, "rowan: a callback takes the record: a function of (Post&), or a member function of its model");
    if (moment == CallbackMoment::before_destroy || moment == CallbackMoment::after_destroy ||
        moment == CallbackMoment::after_find)
      refuse_context(to_string(moment));
    if constexpr (fits) {
      const auto run = [f](void* object) -> bool {
        if constexpr (std::is_same_v<std::invoke_result_t<const F&, T&>, bool>)
          return std::invoke(f, *static_cast<T*>(object));
        else
          return std::invoke(f, *static_cast<T*>(object)), true;
      };
      callbacks().at(moment).push_back({run, when_});
    }
    return *this;
  }
  template <class F>
  ModelBuilder& add_around(AroundMoment moment, F f) {
    constexpr bool fits = returns_object<F>();
    static_assert(fits,
                  "rowan: a callback around an operation takes the record and returns an object, which is destroyed "
                  "when that is done: m.around_save([](Post&) { return StopWatch(); })");
    if (moment == AroundMoment::destroy) refuse_context(to_string(moment));
    if constexpr (fits) {
      using Object = std::invoke_result_t<const F&, T&>;
      const auto run = [f](void* object) -> std::shared_ptr<void> {
        return std::shared_ptr<Object>(new Object(std::invoke(f, *static_cast<T*>(object))));
      };
      callbacks().at(moment).push_back({run, when_});
    }
    return *this;
  }
  template <class F>
  static constexpr bool returns_object() {
    if constexpr (std::is_invocable_v<const F&, T&>)
      return std::is_class_v<std::invoke_result_t<const F&, T&>>;
    else
      return false;
  }
  template <class F>
  ModelBuilder& add_final(FinalMoment moment, F f) {
    constexpr bool fits = std::is_invocable_v<const F&, const T&>;
    static_assert(
        fits,
        "rowan: before_commit(), after_commit() and after_rollback() take the record as it was saved, a copy: "
        "a function of (const Post&), or a member function that is const");
    refuse_context(to_string(moment));
    callbacks().copy = [](const void* object) -> std::shared_ptr<const void> {
      return std::make_shared<const T>(*static_cast<const T*>(object));
    };
    if constexpr (fits) {
      callbacks().at(moment).push_back(
          {[f](const void* object) { std::invoke(f, *static_cast<const T*>(object)); }, when_});
    }
    return *this;
  }
  template <class V, class C>
  const void* address(V C::*member) const {
    static_assert(std::is_base_of_v<C, T>, "rowan: this member belongs to another class");
    if constexpr (std::is_base_of_v<C, T>) return &(object_.*member);
    return nullptr;
  }
  template <named_column C>
  const void* address(const C& column) const {
    static_assert(std::is_same_v<typename C::model_type, T>, "rowan: this column is of another model");
    return member_named(column.name());
  }
  const T& object_;
};

namespace detail {
// Used by describe_model, in this order.
ROWAN_EXPORT void add_attribute(ModelInfo& info, std::string_view name, std::uint32_t offset, const ValueOps& ops);
ROWAN_EXPORT void add_association(ModelInfo& info, std::string_view name, std::uint32_t offset,
                                  const AssociationOps& ops, std::string_view target,
                                  std::span<const ValueOps* const> keys);
ROWAN_EXPORT void add_reference_to_any(ModelInfo& info, std::string_view name, std::uint32_t offset,
                                       std::span<const std::string_view> targets, const ValueOps& type,
                                       const ValueOps& key);
ROWAN_EXPORT void finish_description(ModelInfo& info);
/// Of a sub-class: it has the table of `base`.
ROWAN_EXPORT void begin_subclass(ModelInfo& info, const ModelInfo& base);
ROWAN_EXPORT void finish_configuration(ModelInfo& info, const char* prototype);
}  // namespace detail
}  // namespace rowan

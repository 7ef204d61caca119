// What `static void configure(rowan::ModelBuilder<Post>& m)` can say about a model.
#pragma once

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
#include "rowan/core/text_argument.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/reflect/association_builder.hpp"
#include "rowan/reflect/attribute_builder.hpp"
#include "rowan/reflect/callback_table.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

namespace detail {
/// Whether the object has this value in the attribute, in its normal form. @throws what a normalizer throws.
[[nodiscard]] ROWAN_EXPORT bool has_value(const ModelInfo& model, const void* object, std::string_view attribute,
                                          Value value);
}  // namespace detail

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
  void add_index(std::initializer_list<const void*> members, bool unique, std::vector<IndexTerm> where);
  /// A mistake, and empty, where it is more than an index can have: see ModelBuilder::where.
  [[nodiscard]] std::vector<IndexTerm> index_terms(const Expr& condition);
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

  ModelBuilder& table(TextArgument name) { return model_.table = name, *this; }
  ModelBuilder& schema(TextArgument name) { return model_.schema = name, *this; }
  /// What a `BelongsTo<Any<…>>`, or a type_attribute, stores for this model: letters, digits, underscores, points,
  /// colons, slashes and hyphens. By default the class's name without namespaces.
  ModelBuilder& type_name(TextArgument text) { return model_.type_name = text, *this; }
  /// The text attribute that says whether a row is of this model or of a sub-class (`Model<Admin, User>`): each stores
  /// its type_name there. Said once, in what they share: see "Sub-classes" in the guide.
  template <class Member>
  ModelBuilder& type_attribute(Member member) {
    return set_type_attribute(address(member)), *this;
  }
  /// The model lives in the database connected under this name.
  ModelBuilder& database(TextArgument name) { return model_.database_name = name, *this; }
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
  /// Partial indexes, which have only rows for which the condition holds:
  /// `m.where(Booking::c.cancelled_at.is_null()).unique_index(&Booking::seat)`. The condition compares attributes of
  /// the model by `==` or `!=` with booleans, integers, texts or NULL; several are joined by `&&`. MariaDB and MySQL
  /// have no such indexes: there create_tables and upserts by one throw Unsupported.
  template <class Condition>
  [[nodiscard]] auto where(const Condition& condition) {
    if constexpr (named_column<Condition>)
      return where(condition == true);
    else if constexpr (requires { condition.expr(); })
      return PartialIndexes(*this, index_terms(condition.expr()));
    else
      return PartialIndexes(*this, index_terms(condition));
  }
  /// Made by where().
  class PartialIndexes {
   public:
    template <class... Members>
    PartialIndexes& index(Members... members) {
      return model_.add_index({model_.address(members)...}, false, terms_), *this;
    }
    template <class... Members>
    PartialIndexes& unique_index(Members... members) {
      return model_.add_index({model_.address(members)...}, true, terms_), *this;
    }

   private:
    friend ModelBuilder;
    PartialIndexes(ModelBuilder& model, std::vector<IndexTerm> terms) : model_(model), terms_(std::move(terms)) {}
    ModelBuilder& model_;
    std::vector<IndexTerm> terms_;
  };
  /// A named CHECK constraint over the row; `message` is what a violation says.
  ModelBuilder& check(TextArgument name, TextArgument sql, TextArgument message) {
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

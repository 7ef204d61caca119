// Records for tests: a default build for each model, and what a test wants otherwise.
//
//   Factory<User>::define([](User& u, Sequence n) { u.email = fmt::format("user{}@example.com", n); })
//       .trait("admin", [](User& u) { u.role = Role::admin; });
//
//   User ann = Factory<User>().as("admin").with(User::c.name = "Ann").create();
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/connection/database.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/text_argument.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/query/assignment.hpp"

namespace rowan::testing {

/// How many records a factory has built in this process, this one included: for values that must differ.
using Sequence = std::uint64_t;

/// A factory or trait that is not defined, or is defined twice; a required record that no factory makes.
class ROWAN_EXPORT FactoryError : public Error {
 public:
  using Error::Error;
  FactoryError(const FactoryError&) noexcept = default;
  FactoryError& operator=(const FactoryError&) noexcept = default;
  ~FactoryError() override;
};

namespace detail {

using FactoryStep = std::function<void(ModelBase&, Sequence)>;
struct FactoryPlan;

template <class T, class Step>
FactoryStep factory_step(Step step) {
  constexpr bool changes = std::is_invocable_v<Step&, T&, Sequence> || std::is_invocable_v<Step&, T&>;
  constexpr bool is_constant = std::is_invocable_v<const Step&, T&, Sequence> || std::is_invocable_v<const Step&, T&>;
  static_assert(is_constant || !changes,
                "rowan: a factory's function may run on several threads at once, so it can't be mutable: let it take "
                "a rowan::testing::Sequence, which counts for it");
  if constexpr (std::is_invocable_v<const Step&, T&, Sequence>) {
    return [step = std::move(step)](ModelBase& record, Sequence n) { step(static_cast<T&>(record), n); };
  } else {
    static_assert(is_constant || changes,
                  "rowan: a factory's function takes the record and, if it wants one, a rowan::testing::Sequence");
    if constexpr (is_constant)
      return [step = std::move(step)](ModelBase& record, Sequence) { step(static_cast<T&>(record)); };
    else
      return {};
  }
}

ROWAN_EXPORT void define_factory(const ModelInfo& model, FactoryStep build);
ROWAN_EXPORT void define_trait(const ModelInfo& model, std::string_view name, FactoryStep step);

/// What a Factory of any model does.
class ROWAN_EXPORT AnyFactory {
 public:
  explicit AnyFactory(const ModelInfo& model);
  void use_trait(std::string_view name);
  void set(NamedValue value) { values_.push_back(std::move(value)); }
  void save_to(const Database& database) { database_ = database; }
  void fill(ModelBase& record) const;
  /// Saves the records, which `fill` has seen, and what they require.
  void save(std::span<ModelBase* const> records) const;

 private:
  struct Required;
  AnyFactory(const AssociationInfo& association, const AnyFactory& by);
  [[nodiscard]] Database database() const;

  const ModelInfo& model_;
  std::shared_ptr<FactoryPlan> plan_;
  std::vector<FactoryStep> traits_;
  std::vector<NamedValue> values_;
  std::optional<Database> database_;
  std::vector<const ModelInfo*> made_for_;  ///< the models whose records require this one, and so on
};

}  // namespace detail

/// A chain of what the test wants; each call returns another one. Of a model whose factory is defined. Thread-safe as
/// any constant object; definitions come before the tests run.
template <class T>
class Factory {
 public:
  /// What `define` returns, to add traits.
  class Definition {
   public:
    /// A named variation: `step(T&)` or `step(T&, Sequence)` runs after the default build. @throws FactoryError when
    /// there is one of this name.
    template <class Step>
    const Definition& trait(TextArgument name, Step step) const {
      detail::define_trait(T::rowan_info(), name, detail::factory_step<T>(std::move(step)));
      return *this;
    }

   private:
    friend class Factory;
    Definition() = default;
  };

  /// The default build, `build(T&)` or `build(T&, Sequence)`, which must be callable on several threads at once: what
  /// makes a valid record, but for those that it must belong to. @throws FactoryError when there is one.
  template <class Build>
  static Definition define(Build build) {
    detail::define_factory(T::rowan_info(), detail::factory_step<T>(std::move(build)));
    return Definition();
  }

  /// @throws FactoryError when none is defined.
  Factory() : any_(T::rowan_info()) {}

  /// With this trait, after those named before. @throws FactoryError for an unknown one, with near misses.
  [[nodiscard]] Factory as(TextArgument trait) const {
    Factory other = *this;
    other.any_.use_trait(trait);
    return other;
  }
  /// With these values, which come last: `with(User::c.name = "Ann", User::c.company = acme)`.
  template <any_assignment... Assignments>
    requires(sizeof...(Assignments) > 0)
  [[nodiscard]] Factory with(const Assignments&... values) const {
    Factory other = *this;
    (other.any_.set(rowan::detail::named<T>(values)), ...);
    return other;
  }
  /// Saved there, not in the model's or the default database.
  [[nodiscard]] Factory on(const Database& database) const {
    Factory other = *this;
    other.any_.save_to(database);
    return other;
  }

  /// A new record. Nothing is saved, and no other record is made.
  [[nodiscard]] T build() const {
    T record;
    any_.fill(record);
    return record;
  }
  /// Builds and saves one, in a transaction. Where it must belong to a record and has none, the factory of that model
  /// creates one before. Parts of the key that are
  /// given, as a tenant that two references share, are the created one's, too. @throws FactoryError when there is no
  /// such factory; what save_or_throw() throws.
  T create() const {
    T record = build();
    ModelBase* const one = &record;
    any_.save({&one, 1});
    return record;
  }
  /// So many, in one transaction. They share the records that they must belong to, as far as what they are given lets
  /// them.
  std::vector<T> create_list(std::size_t count) const {
    std::vector<T> list;
    list.reserve(count);
    std::vector<ModelBase*> records;
    while (list.size() < count) records.push_back(&list.emplace_back(build()));
    any_.save(records);
    return list;
  }

 private:
  detail::AnyFactory any_;
};

}  // namespace rowan::testing

// BelongsTo<Any<Post, Photo>>: a reference to one record of any of several models, by two columns: type and key.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/association/belongs_to.hpp"

namespace rowan {

/// The compiled part: which of the models is referred to. What the base knows as "has a key" is here that both columns
/// have a value.
class ROWAN_EXPORT TypedReference : public BelongsToHandle {
 public:
  /// Counted from 1 in the order of the list; 0: none.
  [[nodiscard]] std::uint8_t type_number() const noexcept { return type_; }
  void set_type_number(std::uint8_t number) noexcept {
    type_ = number;
    mark_present(type_ != 0 && key_known_);
  }
  [[nodiscard]] bool key_known() const noexcept { return key_known_; }
  void mark_key_known(bool yes) noexcept {
    key_known_ = yes;
    mark_present(type_ != 0 && key_known_);
  }

 protected:
  /// @throws RecordNotFound because the target is null, or is of another model than `wanted`.
  [[noreturn]] void refuse(std::string_view wanted) const;

 private:
  std::uint8_t type_ = 0;
  bool key_known_ = false;
};

template <class K>
class TypedKeyHandle : public TypedReference {
 public:
  TypedKeyHandle() = default;
  TypedKeyHandle(const TypedKeyHandle&) = default;
  TypedKeyHandle(TypedKeyHandle&&) noexcept = default;
  TypedKeyHandle& operator=(const TypedKeyHandle& other) {
    if (this == &other) return *this;
    Replacing old(*this);
    TypedReference::operator=(other);
    key_value = other.key_value;
    old.done();
    return *this;
  }
  TypedKeyHandle& operator=(TypedKeyHandle&& other) noexcept {
    if (this == &other) return *this;
    Replacing old(*this);
    TypedReference::operator=(std::move(other));
    key_value = std::move(other.key_value);
    old.done();
    return *this;
  }
  ~TypedKeyHandle() = default;

  K key_value{};
};

namespace detail {

/// The models of a list by qualified name, in its order; looked up when a type is first read or written.
struct AnyTargets {
  const std::string_view* names;
  std::size_t count;
  /// @throws MappingError when one is not registered.
  [[nodiscard]] ROWAN_EXPORT std::vector<const ModelInfo*> find() const;
};

/// @throws InvalidValue naming the text and the types there are.
ROWAN_EXPORT std::uint8_t type_number(const std::vector<const ModelInfo*>& models, std::string_view text);

/// Refers to one of `target` for which the condition holds.
ROWAN_EXPORT Expr target_matches(const ModelInfo& owner, std::string_view association, const ModelInfo& target,
                                 const Expr& condition);

template <class T, class... Targets>
constexpr std::uint8_t number_in() {
  static_assert((std::is_same_v<T, Targets> || ...),
                "rowan: this model is not in the list of the BelongsTo<Any<…>>: add it there");
  std::uint8_t number = 0;
  static_cast<void>(((++number, std::is_same_v<T, Targets>) || ...));
  return number;
}

/// The functions for the column with the type.
template <class... Targets>
struct TypeColumnOps {
  static constexpr std::array<std::string_view, sizeof...(Targets)> names{type_name<Targets>()...};
  static const std::vector<const ModelInfo*>& models() {
    static const std::vector<const ModelInfo*> found = AnyTargets{names.data(), names.size()}.find();
    return found;
  }
  static TypedReference& handle(void* member) {
    return *static_cast<TypedReference*>(static_cast<BelongsToHandle*>(member));
  }
  static const TypedReference& handle(const void* member) {
    return *static_cast<const TypedReference*>(static_cast<const BelongsToHandle*>(member));
  }
  static std::string_view text(std::uint64_t number) { return models()[number - 1]->type_name; }

  static void read(RowReader& row, int column, void* member) {
    std::string_view found;
    handle(member).set_type_number(row.read(column, found) ? type_number(models(), found) : std::uint8_t{0});
  }
  static void write(ParameterWriter& parameters, int index, const void* member) {
    if (is_null(member)) return parameters.write_null(index, TypeKind::text);
    parameters.write(index, text(handle(member).type_number()));
  }
  static Value get(const void* member) { return is_null(member) ? Value() : Value(text(handle(member).type_number())); }
  static void set(void* member, const Value& value) {
    const std::uint8_t number = value.is_null() ? std::uint8_t{0} : type_number(models(), value.as_string());
    handle(member).let_go();
    handle(member).set_type_number(number);
  }
  static void fingerprint(const void* member, std::uint64_t* out) {
    *out = is_null(member) ? null_fingerprint() : handle(member).type_number();
  }
  static Value unfingerprint(const std::uint64_t* word) {
    return *word == null_fingerprint() ? Value() : Value(text(*word));
  }
  static bool is_null(const void* member) { return handle(member).type_number() == 0; }
  static const ValueOps& table() {
    static const ValueOps ops{TypeKind::text, true,         false,          1,        &read,   &write, &get,
                              &set,           &fingerprint, &unfingerprint, &is_null, nullptr, nullptr};
    return ops;
  }
};

/// The functions for the column with the key.
template <class K>
struct TypedKeyOps {
  static const ValueOps& plain() { return value_ops<K>(); }
  static TypedKeyHandle<K>& handle(void* member) {
    return *static_cast<TypedKeyHandle<K>*>(static_cast<BelongsToHandle*>(member));
  }
  static const TypedKeyHandle<K>& handle(const void* member) {
    return *static_cast<const TypedKeyHandle<K>*>(static_cast<const BelongsToHandle*>(member));
  }
  static void read(RowReader& row, int column, void* member) {
    const bool present = !row.is_null(column);
    if (present) plain().read(row, column, &handle(member).key_value);
    handle(member).mark_key_known(present);
  }
  static void write(ParameterWriter& parameters, int index, const void* member) {
    if (is_null(member)) return parameters.write_null(index, plain().kind);
    plain().write(parameters, index, &handle(member).key_value);
  }
  static Value get(const void* member) { return is_null(member) ? Value() : plain().get(&handle(member).key_value); }
  static void set(void* member, const Value& value) {
    if (!value.is_null()) plain().set(&handle(member).key_value, value);
    handle(member).let_go();
    handle(member).mark_key_known(!value.is_null());
  }
  static void fingerprint(const void* member, std::uint64_t* out) {
    if (!is_null(member)) return plain().fingerprint(&handle(member).key_value, out);
    for (int i = 0; i < plain().words; ++i) out[i] = null_fingerprint();
  }
  static Value unfingerprint(const std::uint64_t* words) {
    if (*words == null_fingerprint() || plain().unfingerprint == nullptr) return {};
    return plain().unfingerprint(words);
  }
  static bool is_null(const void* member) { return !handle(member).key_known(); }
  static const ValueOps& table() {
    static const ValueOps ops{
        plain().kind, true,    plain().hashed, plain().words, &read,
        &write,       &get,    &set,           &fingerprint,  plain().hashed ? nullptr : &unfingerprint,
        &is_null,     nullptr, nullptr};
    return ops;
  }
};

}  // namespace detail

/// Refers to one record of any model in the list, by its primary key of type K, which all of them have. Owns two
/// columns: `<member>_type`, the model's name (or what `type_name()` gives it), and `<member>_id`. No foreign key
/// guards them. A touch loads the target for all siblings that refer to the same model at once. A row that names a type
/// which is not in the list can't be read: InvalidValue names it and those there are. Otherwise as BelongsTo.
template <class... Targets, class K>
class BelongsTo<Any<Targets...>, K> : public TypedKeyHandle<K> {
  static_assert(detail::KeyParts<K>::count == 1,
                "rowan: a BelongsTo<Any<…>> refers by one column: models with composite keys can't be in its list");
  static_assert(sizeof...(Targets) > 0 && sizeof...(Targets) < 256);

 public:
  using target_type = Any<Targets...>;
  using key_type = K;
  static constexpr const AssociationOps& association_ops = association_kinds::belongs_to_any;
  static const ValueOps& type_ops() { return detail::TypeColumnOps<Targets...>::table(); }
  static const ValueOps& key_ops() { return detail::TypedKeyOps<K>::table(); }
  static constexpr const auto& target_names() { return detail::TypeColumnOps<Targets...>::names; }

  BelongsTo() = default;
  BelongsTo(const BelongsTo&) = default;
  BelongsTo(BelongsTo&&) noexcept = default;
  BelongsTo& operator=(const BelongsTo&) = default;
  BelongsTo& operator=(BelongsTo&&) noexcept = default;
  BelongsTo(std::nullopt_t) {}  // NOLINT(google-explicit-constructor)
  template <class T>
    requires std::is_base_of_v<ModelBase, std::remove_cvref_t<T>>
  BelongsTo(T&& record) {  // NOLINT(google-explicit-constructor,bugprone-forwarding-reference-overload)
    *this = std::forward<T>(record);
  }

  /// Refers to a record of yours; a new one is saved before the owner, and must live until then. One that is moved in
  /// is taken over.
  template <class T>
    requires std::is_base_of_v<ModelBase, std::remove_cvref_t<T>>
  BelongsTo& operator=(T&& record) {
    using Target = std::remove_cvref_t<T>;
    this->require_referable(type_of<Target>, record);
    this->set_type_number(number<Target>());
    this->mark_key_known(false);
    if constexpr (std::is_lvalue_reference_v<T> || std::is_const_v<std::remove_reference_t<T>>)
      this->assign_record(type_of<Target>, const_cast<Target&>(record));
    else
      this->assign_moved(type_of<Target>, &record);
    return *this;
  }
  BelongsTo& operator=(std::nullopt_t) {
    this->let_go();
    this->mark_assigned(false);
    this->set_type_number(0);
    this->mark_key_known(false);
    return *this;
  }
  /// By key; the target is loaded when touched.
  template <class T>
  BelongsTo& set_key(K key) {
    this->let_go();
    this->key_value = std::move(key);
    this->set_type_number(number<T>());
    this->mark_key_known(true);
    this->mark_assigned(true);
    return *this;
  }

  /// The key, or nothing when null. Never loads.
  [[nodiscard]] std::optional<K> key() const {
    if (this->has_key()) return this->key_value;
    this->require_key_known();
    return std::nullopt;
  }
  [[nodiscard]] bool is_null() const { return !this->has_key() && this->held() == nullptr; }
  explicit operator bool() const { return !is_null(); }
  /// Whether it refers to a T. Never loads.
  template <class T>
  [[nodiscard]] bool is() const {
    return !is_null() && current() == number<T>();
  }

  /// Null when it is null, refers to another model, or the row is gone.
  template <class T>
  T* get_if() {
    return is<T>() ? static_cast<T*>(this->target_if(type_of<T>)) : nullptr;
  }
  template <class T>
  const T* get_if() const {
    return is<T>() ? static_cast<T*>(this->target_if(type_of<T>)) : nullptr;
  }
  /// @throws RecordNotFound when it is null, refers to another model, or the row is gone.
  template <class T>
  T& get() {
    if (!is<T>()) this->refuse(detail::type_name<T>());
    return static_cast<T&>(this->target(type_of<T>));
  }
  template <class T>
  const T& get() const {
    return const_cast<BelongsTo&>(*this).template get<T>();
  }
  /// The target as a query, of which there is nothing when it is null or refers to another model:
  /// `note.subject.relation<Parcel>().pluck(Parcel::c.address)`. See AssociationQuery.
  template <class T>
  [[nodiscard]] Relation<T> relation() const {
    return Relation<T>(is<T>() ? detail::target_query(*this, type_of<T>) : detail::no_target());
  }
  /// Calls `f` with the target, whichever model it is of; all calls return the same type. @throws RecordNotFound when
  /// it is null or the row is gone.
  template <class F>
  decltype(auto) visit(F&& f) {
    return visit_from<0>(std::forward<F>(f));
  }
  template <class F>
  decltype(auto) visit(F&& f) const {
    return const_cast<BelongsTo&>(*this).visit(
        [&](const auto& target) -> decltype(auto) { return std::invoke(f, target); });
  }

 private:
  // The library asks these of the handle; they are no part of what a user sees.
  using Handle = TypedKeyHandle<K>;
  using Handle::association, Handle::bind, Handle::bind_uncounted, Handle::has_key, Handle::held, Handle::hold,
      Handle::is_assigned, Handle::is_bound, Handle::key_known, Handle::key_value, Handle::layout_of, Handle::let_go,
      Handle::mark_assigned, Handle::mark_key_known, Handle::mark_present, Handle::owner, Handle::refer,
      Handle::require_not_moved, Handle::set_type_number, Handle::take_key_part, Handle::type_number;

  template <class T>
  static constexpr std::uint8_t number() {
    return detail::number_in<T, Targets...>();
  }
  template <class T>
  static constexpr TargetType type_of{[]() -> const ModelInfo& { return T::rowan_info(); },
                                      []() -> const ValueOps* const* {
                                        static const ValueOps* const ops = &key_ops();
                                        return &ops;
                                      }};

  // A new record may refer to its owner before it has the owner's type and key.
  [[nodiscard]] std::uint8_t current() const {
    const Slot* target = this->held();
    if (this->type_number() != 0 || target == nullptr) return this->type_number();
    std::uint8_t at = 0;
    static_cast<void>(((++at, &target->block->model() == &Targets::rowan_info()) || ...));
    return at;
  }
  template <std::size_t I, class F>
  decltype(auto) visit_from(F&& f) {
    using Target = std::tuple_element_t<I, std::tuple<Targets...>>;
    if constexpr (I + 1 < sizeof...(Targets)) {
      if (!is_null() && current() != I + 1) return visit_from<I + 1>(std::forward<F>(f));
    }
    return std::invoke(std::forward<F>(f), get<Target>());
  }
};

/// What queries can ask of it: `Comment::c.subject == post`, `.is<Post>(Post::c.published)`, `.is_null()`; and a value
/// of the target, `Comment::c.subject(Post::c.title)`, NULL where it is of another model.
template <class... Targets, class K>
struct column_traits<BelongsTo<Any<Targets...>, K>> {
  static constexpr ColumnKind kind = ColumnKind::belongs_to_any;
  using value_type = K;
  template <class T>
  static constexpr bool lists = (std::is_same_v<T, Targets> || ...);
};

template <class M, class V, class Tag>
struct Column<M, V, Tag, ColumnKind::belongs_to_any> {
  static constexpr std::string_view name() { return Tag::name(); }

  /// @throws QueryError when the record is new.
  template <class T>
  TypedExpr<M> operator==(const T& record) const {
    static_assert(column_traits<V>::template lists<T>,
                  "rowan: this model is not in the list of the BelongsTo<Any<…>>, so nothing can refer to it");
    return of<T>(ast::compare(key_name(), CompareOp::equal, detail::key_for_condition(record)));
  }
  /// Refers to a T (for which `condition` holds).
  template <class T>
  [[nodiscard]] TypedExpr<M> is(const Condition<T>& condition = {}) const {
    static_assert(column_traits<V>::template lists<T>,
                  "rowan: this model is not in the list of the BelongsTo<Any<…>>, so nothing can refer to it");
    if (condition.expr.always_true()) return of<T>(Expr());
    return TypedExpr<M>(detail::target_matches(M::rowan_info(), name(), T::rowan_info(), condition.expr));
  }
  template <class U>
  [[nodiscard]] auto operator()(const U& value) const {
    using Target = detail::value_model<U>;
    static_assert(column_traits<V>::template lists<Target>,
                  "rowan: this model is not in the list of the BelongsTo<Any<…>>, so nothing can refer to it");
    return ValueOf<M, detail::nullable_t<detail::value_type_of<U>>>(
        ast::at_target(part<Target>(), detail::value_source<U>::expr(value)));
  }
  [[nodiscard]] TypedExpr<M> is_null() const { return TypedExpr<M>(ast::null_test(key_name(), false)); }
  [[nodiscard]] TypedExpr<M> is_not_null() const { return TypedExpr<M>(ast::null_test(key_name(), true)); }

  /// The name of what refers to a T, for functions that work by name: "subject:blog::Post".
  template <class T>
  [[nodiscard]] static std::string part() {
    return std::string(name()) + ":" + T::rowan_info().qualified_name;
  }

 private:
  static std::string key_name() { return std::string(name()) + "_id"; }
  template <class T>
  static TypedExpr<M> of(const Expr& and_this) {
    return TypedExpr<M>(
        ast::compare(std::string(name()) + "_type", CompareOp::equal, Value(T::rowan_info().type_name)) && and_this);
  }
};

}  // namespace rowan

// BelongsTo: a reference to one record of another model, and the column(s) that hold its key.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "rowan/association/association_query.hpp"
#include "rowan/association/handle.hpp"
#include "rowan/core/text_argument.hpp"
#include "rowan/core/uuid.hpp"
#include "rowan/core/value.hpp"
#include "rowan/query/column.hpp"
#include "rowan/reflect/association_info.hpp"
#include "rowan/reflect/value_ops.hpp"

namespace rowan {

/// The handle with its key; what the foreign key's ValueOps work on.
template <class K>
class KeyedHandle : public BelongsToHandle {
 public:
  KeyedHandle() = default;
  KeyedHandle(const KeyedHandle&) = default;
  KeyedHandle(KeyedHandle&&) noexcept = default;
  KeyedHandle& operator=(const KeyedHandle& other) {
    if (this == &other) return *this;
    Replacing old(*this);
    BelongsToHandle::operator=(other);
    key_value = other.key_value;
    old.done();
    return *this;
  }
  KeyedHandle& operator=(KeyedHandle&& other) noexcept {
    if (this == &other) return *this;
    Replacing old(*this);
    BelongsToHandle::operator=(std::move(other));
    key_value = std::move(other.key_value);
    old.done();
    return *this;
  }
  ~KeyedHandle() = default;

  K key_value{};
};

namespace detail {

template <class K>
struct KeyParts {
  static constexpr std::size_t count = 1;
  template <std::size_t>
  using type = K;
  template <std::size_t>
  static K& part(K& key) {
    return key;
  }
};
template <class... Ks>
struct KeyParts<std::tuple<Ks...>> {
  static constexpr std::size_t count = sizeof...(Ks);
  template <std::size_t I>
  using type = std::tuple_element_t<I, std::tuple<Ks...>>;
  template <std::size_t I>
  static auto& part(std::tuple<Ks...>& key) {
    return std::get<I>(key);
  }
};

/// The functions for part I of a handle's key; NULL is the handle without a key.
template <class K, std::size_t I>
struct BelongsToOps {
  using Part = typename KeyParts<K>::template type<I>;
  static const ValueOps& plain() { return value_ops<Part>(); }
  static KeyedHandle<K>& handle(void* member) {
    return *static_cast<KeyedHandle<K>*>(static_cast<BelongsToHandle*>(member));
  }
  static const KeyedHandle<K>& handle(const void* member) {
    return *static_cast<const KeyedHandle<K>*>(static_cast<const BelongsToHandle*>(member));
  }
  static void* part(void* member) { return &KeyParts<K>::template part<I>(handle(member).key_value); }
  static const void* part(const void* member) {
    return &KeyParts<K>::template part<I>(const_cast<K&>(handle(member).key_value));
  }

  static void read(RowReader& row, int column, void* member) {
    if constexpr (requires(Part& key) { row.read(column, key); }) {
      const bool present = row.read(column, *static_cast<Part*>(part(member)));
      if (I == 0 || !present) handle(member).mark_present(present);
    } else {
      if (row.is_null(column)) return handle(member).mark_present(false);
      plain().read(row, column, part(member));
      if (I == 0) handle(member).mark_present(true);
    }
  }
  static void write(ParameterWriter& parameters, int index, const void* member) {
    if (handle(member).has_key())
      plain().write(parameters, index, part(member));
    else
      parameters.write_null(index, plain().kind);
  }
  static Value get(const void* member) { return handle(member).has_key() ? plain().get(part(member)) : Value(); }
  static void set(void* member, const Value& value) {
    if (!value.is_null()) plain().set(part(member), value);  // may refuse it
    handle(member).let_go();
    handle(member).mark_present(!value.is_null());
  }
  static void fingerprint(const void* member, std::uint64_t* out) {
    if (handle(member).has_key()) return plain().fingerprint(part(member), out);
    for (int i = 0; i < plain().words; ++i) out[i] = null_fingerprint();
  }
  static Value unfingerprint(const std::uint64_t* words) {
    if (*words == null_fingerprint() || plain().unfingerprint == nullptr) return {};
    return plain().unfingerprint(words);
  }
  static bool is_null(const void* member) { return !handle(member).has_key(); }
  static const ValueOps& table() {
    static const ValueOps ops = make_table(&read, leading_table());
    return ops;
  }

 private:
  static ValueOps make_table(void (*reader)(RowReader&, int, void*), const ValueOps* leading) {
    constexpr bool number = std::is_same_v<K, std::int64_t>;
    static const KeyedHandle<K> sample;
    return {plain().kind,
            true,
            plain().hashed,
            plain().words,
            reader,
            &write,
            &get,
            &set,
            &fingerprint,
            plain().hashed ? nullptr : &unfingerprint,
            &is_null,
            nullptr,
            nullptr,
            number ? MemberKind::key64 : MemberKind::other,
            number ? sample.layout_of(&sample.key_value) : KeyLayout(),
            leading};
  }
  static void read_leading(RowReader& row, int column, void* member) {
    handle(member).mark_present(true);
    read(row, column, member);
  }
  static const ValueOps* leading_table() {
    if constexpr (I == 0) {
      return nullptr;
    } else {
      static const ValueOps ops = make_table(&read_leading, nullptr);
      return &ops;
    }
  }
};
// The usual keys are compiled once, in the library.
extern template struct ROWAN_EXPORT BelongsToOps<std::int64_t, 0>;
extern template struct ROWAN_EXPORT BelongsToOps<std::int32_t, 0>;
extern template struct ROWAN_EXPORT BelongsToOps<std::string, 0>;
extern template struct ROWAN_EXPORT BelongsToOps<Uuid, 0>;

/// The primary key (of one part) of a record that stands for it in a condition. @throws QueryError when the record is
/// new.
ROWAN_EXPORT Value key_for_condition(const ModelBase& record);

template <class U>
inline constexpr bool is_no_key =
    std::is_same_v<U, std::nullptr_t> || std::is_same_v<U, bool> || std::is_floating_point_v<U> ||
    std::is_same_v<U, char> || std::is_same_v<U, wchar_t> || std::is_same_v<U, char8_t> ||
    std::is_same_v<U, char16_t> || std::is_same_v<U, char32_t>;

/// What is taken for a key: no record, and no other handle, as the reader might mean either.
template <class U, class K>
concept IsKey = std::is_convertible_v<U, K> && !std::is_base_of_v<HandleBase, std::remove_cvref_t<U>> &&
                !is_no_key<std::remove_cvref_t<U>>;

/// What is mistaken for a key, or for a target, of BelongsTo<T, K>.
template <class U, class T, class K>
concept IsNoReference = is_no_key<U> || (std::is_base_of_v<ModelBase, U> && !std::is_base_of_v<T, U>) ||
                        (text_like<U> && !std::is_convertible_v<const U&, K>);

/// @throws InvalidValue for an integer that K can't hold, and for a text that is a null pointer.
template <class K, class U>
K as_key(U&& key) {
  if constexpr (std::is_integral_v<K> && std::is_integral_v<std::remove_cvref_t<U>>) {
    K checked{};
    if (!std::in_range<K>(key)) value_ops<K>().set(&checked, Value(key));
  }
  if constexpr (std::is_convertible_v<U, const char*> && std::is_constructible_v<K, std::string_view>)
    return K(std::string_view(TextArgument(key)));
  else
    return K(std::forward<U>(key));
}

template <class K, std::size_t... I>
const auto& belongs_to_ops(std::index_sequence<I...>) {
  static const std::array<const ValueOps*, sizeof...(I)> tables{&BelongsToOps<K, I>::table()...};
  return tables;
}

}  // namespace detail

/// Refers to one T by its primary key of type K (std::tuple for composite keys). Owns the column `<member>_id`. Null
/// until assigned. A touch loads the target, for all siblings of this record at once; targets shared by siblings are
/// loaded once. References live until the handle is reset or assigned, or its record dies.
template <class T, class K = std::int64_t>
class BelongsTo : public KeyedHandle<K> {
  static_assert(detail::check_target<T>());

 public:
  using target_type = T;
  using key_type = K;
  static constexpr const AssociationOps& association_ops = association_kinds::belongs_to;
  static const auto& key_ops() {
    return detail::belongs_to_ops<K>(std::make_index_sequence<detail::KeyParts<K>::count>{});
  }

  BelongsTo() = default;
  BelongsTo(const BelongsTo&) = default;
  BelongsTo(BelongsTo&&) noexcept = default;
  BelongsTo& operator=(const BelongsTo&) = default;
  BelongsTo& operator=(BelongsTo&&) noexcept = default;
  // What can be assigned can initialise, too: `Book{.title = "x", .author = ann}`, `{.author = 5}`.
  BelongsTo(std::nullopt_t) {}                             // NOLINT(google-explicit-constructor)
  BelongsTo(T& record) { *this = record; }                 // NOLINT(google-explicit-constructor)
  BelongsTo(const T& record) { *this = record; }           // NOLINT(google-explicit-constructor)
  BelongsTo(T&& record) { *this = std::move(record); }     // NOLINT(google-explicit-constructor)
  BelongsTo(const std::optional<K>& key) { *this = key; }  // NOLINT(google-explicit-constructor)
  template <class U>
    requires detail::IsKey<U, K>
  BelongsTo(U&& key) {  // NOLINT(google-explicit-constructor,bugprone-forwarding-reference-overload)
    *this = detail::as_key<K>(std::forward<U>(key));
  }

  /// By key; the target is loaded when touched. @throws InvalidValue for a number that the key's type can't hold.
  BelongsTo& operator=(K key) {
    this->let_go();
    this->key_value = std::move(key);
    this->mark_present(true);
    this->mark_assigned(true);
    return *this;
  }
  template <class U>
    requires detail::IsKey<U, K>
  BelongsTo& operator=(U&& key) {
    return *this = detail::as_key<K>(std::forward<U>(key));
  }
  template <class U>
    requires(detail::IsKey<U, K> && !std::is_same_v<U, K>)
  BelongsTo& operator=(const std::optional<U>& key) {
    return key ? *this = detail::as_key<K>(*key) : *this = std::nullopt;
  }
  template <class U>
    requires detail::IsNoReference<std::remove_cvref_t<U>, T, K>
  BelongsTo& operator=(U&&) {
    static_assert(detail::never<U>,
                  "rowan: a BelongsTo takes a record of its target, that record's key, or std::nullopt");
    return *this;
  }
  BelongsTo& operator=(std::nullopt_t) {
    this->let_go();
    this->mark_present(false);
    this->mark_assigned(false);
    return *this;
  }
  BelongsTo& operator=(const std::optional<K>& key) { return key ? *this = K(*key) : *this = std::nullopt; }
  /// Refers to a record of yours. If it is new, saving this record saves it first. It must live until then.
  BelongsTo& operator=(T& record) {
    this->assign_record(type, record);
    return *this;
  }
  BelongsTo& operator=(const T& record) { return *this = const_cast<T&>(record); }
  /// Takes the record over.
  BelongsTo& operator=(T&& record) {
    this->assign_moved(type, &record);
    return *this;
  }

  /// The key, or nothing when null. Never loads. @throws AttributeNotLoaded where the record's query left it out.
  [[nodiscard]] std::optional<K> key() const {
    if (this->has_key()) return this->key_value;
    this->require_key_known();
    return std::nullopt;
  }
  [[nodiscard]] bool is_null() const { return !this->has_key() && this->held() == nullptr; }
  explicit operator bool() const { return !is_null(); }
  friend bool operator==(const BelongsTo& reference, std::nullopt_t) { return reference.is_null(); }
  template <class U>
    requires(detail::IsKey<U, K> || std::is_base_of_v<ModelBase, U> || detail::IsNoReference<U, T, K>)
  friend bool operator==(const BelongsTo&, const U&) {
    static_assert(detail::never<U>,
                  "rowan: compare what is meant: the key, post.author.key() == 5, or the record that it refers to, "
                  "*post.author == ann; whether it is null says !post.author");
    return false;
  }

  /// @throws RecordNotFound when it is null or the row is gone.
  T& get() { return static_cast<T&>(this->target(type)); }
  const T& get() const { return static_cast<T&>(this->target(type)); }
  /// Null when it is null or the row is gone.
  T* get_if() { return static_cast<T*>(this->target_if(type)); }
  const T* get_if() const { return static_cast<T*>(this->target_if(type)); }
  /// The target as a query: `book.author.relation().pluck(Author::c.name)`. Of a null one there is nothing. See
  /// AssociationQuery.
  [[nodiscard]] Relation<T> relation() const { return Relation<T>(detail::target_query(*this, type)); }
  T& operator*() { return get(); }
  const T& operator*() const { return get(); }
  T* operator->() { return &get(); }
  const T* operator->() const { return &get(); }

 private:
  // The library asks these of a BelongsToHandle; they are no part of what a user sees.
  using Handle = KeyedHandle<K>;
  using Handle::association, Handle::bind, Handle::bind_uncounted, Handle::has_key, Handle::held, Handle::hold,
      Handle::is_absent, Handle::is_assigned, Handle::is_bound, Handle::key_value, Handle::layout_of, Handle::let_go,
      Handle::mark_absent, Handle::mark_assigned, Handle::mark_present, Handle::owner, Handle::refer,
      Handle::require_not_moved, Handle::take_key_part;

  static constexpr TargetType type{[]() -> const ModelInfo& { return T::rowan_info(); },
                                   []() { return key_ops().data(); }};
};

/// What queries can ask of it: `Post::c.author == 5`, `== ann`, `.matches(User::c.name == "Ann")`.
template <class T, class K>
struct column_traits<BelongsTo<T, K>> {
  static constexpr ColumnKind kind = ColumnKind::belongs_to;
  using target_type = T;
  using value_type = K;
  /// @throws QueryError when the record is new: it has no key yet.
  static K key_of(const T& record) {
    static_assert(
        detail::KeyParts<K>::count == 1,
        "rowan: a key of several parts is compared part by part, as in Visit::c.room.is(Room::c.number == 2 && …)");
    K key{};
    value_ops<K>().set(&key, detail::key_for_condition(record));
    return key;
  }
};

}  // namespace rowan

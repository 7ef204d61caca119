#include "rowan/reflect/value_ops.hpp"

#include "reflect/plain_value.hpp"

namespace rowan::detail {
namespace {

// Member: T or std::optional<T>.
template <class Member>
struct Ops {
  using T = typename unwrap_optional<Member>::type;
  static constexpr bool optional = unwrap_optional<Member>::optional;

  static void read(RowReader& row, int column, void* member) {
    if constexpr (optional) {
      auto& typed = *static_cast<Member*>(member);
      if (!typed) typed.emplace();
      if (!read_plain(row, column, *typed)) typed.reset();
    } else if (!read_plain(row, column, *static_cast<Member*>(member))) {
      refuse_null();
    }
  }
  static void write(ParameterWriter& parameters, int index, const void* member) {
    if (const T* value = plain_of<Member>(member))
      write_plain(parameters, index, *value);
    else
      parameters.write_null(index, kind_of<T>());
  }
  static Value get(const void* member) {
    const T* value = plain_of<Member>(member);
    if (value == nullptr) return {};
    if constexpr (std::is_same_v<T, float>)
      return Value(static_cast<double>(*value));
    else
      return Value(*value);
  }
  static void set(void* member, const Value& value) {
    auto& typed = *static_cast<Member*>(member);
    if (!value.is_null())
      typed = from_value<T>(value);
    else if constexpr (optional)
      typed.reset();
    else
      refuse_null();
  }
  static void fingerprint(const void* member, std::uint64_t* out) {
    if (const T* value = plain_of<Member>(member)) return fingerprint_plain(*value, out);
    for (int i = 0; i < words_of<T>(); ++i) out[i] = null_fingerprint();
  }
  static Value unfingerprint(const std::uint64_t* words) {
    if constexpr (hashes<T>) {
      return (void)words, Value();
    } else {
      if (optional && *words == null_fingerprint() && words[words_of<T>() - 1] == null_fingerprint()) return {};
      if constexpr (std::is_same_v<T, float>)
        return Value(static_cast<double>(unfingerprint_plain<T>(words)));
      else
        return Value(unfingerprint_plain<T>(words));
    }
  }
  static bool is_null(const void* member) { return plain_of<Member>(member) == nullptr; }

  static constexpr MemberKind member_kind = std::is_same_v<Member, std::int64_t>  ? MemberKind::int64
                                            : std::is_same_v<Member, double>      ? MemberKind::float64
                                            : std::is_same_v<Member, std::string> ? MemberKind::text
                                                                                  : MemberKind::other;
  static constexpr ValueOps ops{kind_of<T>(), optional, hashes<T>, words_of<T>(), &read,
                                &write,       &get,     &set,      &fingerprint,  hashes<T> ? nullptr : &unfingerprint,
                                &is_null,     nullptr,  nullptr,   member_kind,   {}};
};

}  // namespace

void refuse_null() {
  throw InvalidValue("NULL can't be held; make the attribute std::optional, or the column NOT NULL");
}

void refuse_stored() {
  try {
    throw;
  } catch (const InvalidValue&) {
    throw;
  } catch (const std::exception& error) {
    throw InvalidValue(error.what());
  } catch (...) {
    throw InvalidValue("its from_stored() threw what is no std::exception");
  }
}

std::uint64_t null_fingerprint() noexcept {
  static const std::uint64_t word = hash_bytes("rowan::null", 11);
  return word;
}

#define ROWAN_DETAIL_DEFINE(Type)                                      \
  const ValueOps& BuiltinOps<Type>::table() { return Ops<Type>::ops; } \
  const ValueOps& BuiltinOps<std::optional<Type>>::table() { return Ops<std::optional<Type>>::ops; }
ROWAN_DETAIL_DEFINE(bool)
ROWAN_DETAIL_DEFINE(std::int8_t)
ROWAN_DETAIL_DEFINE(std::int16_t)
ROWAN_DETAIL_DEFINE(std::int32_t)
ROWAN_DETAIL_DEFINE(std::int64_t)
ROWAN_DETAIL_DEFINE(std::uint8_t)
ROWAN_DETAIL_DEFINE(std::uint16_t)
ROWAN_DETAIL_DEFINE(std::uint32_t)
ROWAN_DETAIL_DEFINE(std::uint64_t)
ROWAN_DETAIL_DEFINE(long long)
ROWAN_DETAIL_DEFINE(unsigned long long)
ROWAN_DETAIL_DEFINE(float)
ROWAN_DETAIL_DEFINE(double)
ROWAN_DETAIL_DEFINE(Decimal)
ROWAN_DETAIL_DEFINE(std::string)
ROWAN_DETAIL_DEFINE(Bytes)
ROWAN_DETAIL_DEFINE(Date)
ROWAN_DETAIL_DEFINE(LocalDateTime)
ROWAN_DETAIL_DEFINE(Instant)
ROWAN_DETAIL_DEFINE(Uuid)
ROWAN_DETAIL_DEFINE(Json)
#undef ROWAN_DETAIL_DEFINE

}  // namespace rowan::detail

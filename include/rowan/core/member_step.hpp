// One member of an object on its way from or to a database, in a form that a driver can run through quickly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "rowan/core/hash.hpp"
#include "rowan/export.hpp"

namespace rowan {

class ParameterWriter;
class RowReader;

/// What lies at a member. Most columns have one of these few types: a driver reads and writes them itself, without a
/// call per member.
enum class MemberKind : std::uint8_t { other, int64, float64, text, key64 };

/// Where the value is inside a member of kind `key64`, the handle of a belongs_to: a std::int64_t, there when a bit of
/// a word of flags is set.
struct KeyLayout {
  std::uint8_t value = 0;  ///< offset of the std::int64_t
  std::uint8_t flags = 0;  ///< offset of the std::uint32_t with the flags
  std::uint8_t bit = 0;    ///< of them; all others are left alone

  [[nodiscard]] bool present(const void* member) const noexcept { return (flags_at(member) & bit) != 0; }
  void mark_present(void* member) const noexcept {
    const std::uint32_t marked = flags_at(member) | bit;
    std::memcpy(static_cast<std::byte*>(member) + flags, &marked, sizeof marked);
  }
  [[nodiscard]] std::int64_t& number(void* member) const noexcept {
    return *reinterpret_cast<std::int64_t*>(static_cast<std::byte*>(member) + value);
  }
  [[nodiscard]] const std::int64_t& number(const void* member) const noexcept {
    return *reinterpret_cast<const std::int64_t*>(static_cast<const std::byte*>(member) + value);
  }

 private:
  [[nodiscard]] std::uint32_t flags_at(const void* member) const noexcept {
    std::uint32_t word = 0;
    std::memcpy(&word, static_cast<const std::byte*>(member) + flags, sizeof word);
    return word;
  }
};

struct MemberStep {
  void (*read)(RowReader& row, int column, void* member);
  void (*write)(ParameterWriter& parameters, int index, const void* member);
  void (*fingerprint)(const void* member, std::uint64_t* out);
  std::uint32_t offset;                 ///< of the member in its object
  std::uint16_t word, words;            ///< where its fingerprint stands in those of the object, and how long it is
  MemberKind kind = MemberKind::other;  ///< std::int64_t, double or std::string, and nothing but such a column
  KeyLayout key{};                      ///< when it is `key64`
};

/// The fingerprint that `fingerprint` gives, of one word. Not inline, or each caller would have a place for it at hand.
[[gnu::noinline]] inline std::uint64_t only_word(const MemberStep& step, const void* member) {
  std::uint64_t word = 0;
  step.fingerprint(member, &word);
  return word;
}
/// The fingerprint of a member of a common kind, which is one word, equal to what `fingerprint` gives.
inline std::uint64_t common_fingerprint(const MemberStep& step, const void* member) {
  if (step.kind == MemberKind::text) return hash_bytes(*static_cast<const std::string*>(member));
  if (step.kind == MemberKind::key64)
    return step.key.present(member) ? static_cast<std::uint64_t>(step.key.number(member)) : only_word(step, member);
  std::uint64_t word = 0;
  std::memcpy(&word, member, sizeof word);
  return word;
}
/// Computes the fingerprint of one member of `object`.
inline void take_fingerprint(const MemberStep& step, const void* object, std::uint64_t* out) {
  const auto* member = static_cast<const std::byte*>(object) + step.offset;
  if (step.kind != MemberKind::other)
    *out = common_fingerprint(step, member);
  else
    step.fingerprint(member, out);
}

}  // namespace rowan

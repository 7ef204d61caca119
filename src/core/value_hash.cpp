#include <cmath>
#include <limits>
#include <type_traits>

#include "rowan/core/hash.hpp"
#include "rowan/core/value.hpp"

namespace rowan {
namespace {

template <class T>
  requires std::has_unique_object_representations_v<T>
std::uint64_t hash_of(const T& value) {
  return hash_bytes(&value, sizeof value);
}

std::uint64_t hash_of(std::monostate) { return 0; }
std::uint64_t hash_of(const std::string& text) { return hash_bytes(text); }
std::uint64_t hash_of(const Bytes& bytes) { return hash_bytes(bytes.data(), bytes.size()); }
std::uint64_t hash_of(const Json& json) { return hash_bytes(json.text()); }
std::uint64_t hash_of(const Uuid& uuid) { return hash_bytes(uuid.bytes().data(), uuid.bytes().size()); }
std::uint64_t hash_of(LocalDateTime time) { return hash_of(time.time_since_epoch().count()); }
std::uint64_t hash_of(Instant instant) { return hash_of(instant.time_since_epoch().count()); }

std::uint64_t hash_of(Date date) {
  const int parts[]{static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
                    static_cast<int>(static_cast<unsigned>(date.day()))};
  return hash_of(parts);
}

std::uint64_t hash_of(const std::vector<Value>& list) {
  std::vector<std::uint64_t> words;
  words.reserve(list.size());
  for (const Value& element : list) words.push_back(hash_value(element));
  return hash_bytes(words.data(), words.size() * sizeof(std::uint64_t));
}

std::uint64_t hash_of(double value) {
  // Equal doubles with different bits: the two zeros, and by our rule all NaNs.
  if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
  if (value == 0) value = 0;
  return hash_bytes(&value, sizeof value);
}

std::uint64_t hash_of(const Decimal& value) { return detail::hash_decimal(value); }

}  // namespace

std::uint64_t hash_value(const Value& value) {
  return std::visit([](const auto& held) { return hash_of(held); }, value.storage());
}

}  // namespace rowan

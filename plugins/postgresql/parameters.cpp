#include "parameters.hpp"

#include <algorithm>
#include <utility>

#include "types.hpp"

namespace rowan::postgresql {

std::size_t Parameters::place(int index, unsigned type) {
  const auto at = static_cast<std::size_t>(index);
  if (at >= values_.size()) {
    types_.resize(at + 1, oid::unknown);
    values_.resize(at + 1);
    lengths_.resize(at + 1);
    formats_.resize(at + 1);
    inline_.resize(at + 1);
    owned_.resize(at + 1);
    types_changed_ = true;
  }
  if (types_[at] != type) {
    types_[at] = type;
    types_changed_ = true;
  }
  return at;
}

void Parameters::point(std::size_t at, const char* value, std::size_t length, bool binary) {
  values_[at] = value;
  lengths_[at] = static_cast<int>(length);
  formats_[at] = binary ? 1 : 0;
}

void Parameters::set_binary(int index, unsigned type, std::string_view bytes) {
  const auto at = place(index, type);
  std::copy(bytes.begin(), bytes.end(), inline_[at].begin());
  point(at, inline_[at].data(), bytes.size(), true);
}

void Parameters::refer_binary(int index, unsigned type, std::string_view bytes) {
  // A null pointer would be NULL.
  point(place(index, type), bytes.data() != nullptr ? bytes.data() : "", bytes.size(), true);
}

void Parameters::keep_binary(int index, unsigned type, std::string bytes) {
  const auto at = place(index, type);
  owned_[at] = std::move(bytes);
  point(at, owned_[at].data(), owned_[at].size(), true);
}

void Parameters::set_list(int index, unsigned type, bool binary, std::string bytes, std::size_t length) {
  constexpr std::size_t longest = 4096;
  const auto at = place(index, type);
  owned_[at] = std::move(bytes);
  point(at, owned_[at].c_str(), owned_[at].size(), binary);
  has_long_list_ = has_long_list_ || length > longest;
}

void Parameters::set_text(int index, std::string_view text) {
  const auto at = place(index, oid::unknown);
  owned_[at].assign(text);  // into the room it had from last time
  point(at, owned_[at].c_str(), 0, false);
}

void Parameters::refer_text(int index, const char* text) { point(place(index, oid::unknown), text, 0, false); }

void Parameters::set_null(int index, unsigned type) {
  const auto at = static_cast<std::size_t>(index);
  point(place(index, at < types_.size() ? types_[at] : type), nullptr, 0, true);
}

}  // namespace rowan::postgresql

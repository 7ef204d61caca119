#include "rowan/reflect/naming.hpp"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace rowan {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

// A word starts at a capital after a small letter or digit, and at the last capital of several: HTTP|Request.
bool starts_word(std::string_view name, std::size_t at) {
  if (at == 0 || !is_upper(name[at])) return false;
  if (is_lower(name[at - 1]) || is_digit(name[at - 1])) return true;
  return is_upper(name[at - 1]) && at + 1 < name.size() && is_lower(name[at + 1]);
}

std::string joined(std::string text, std::span<const std::string> parts, std::string_view separator) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += separator;
    text += parts[i];
  }
  return text;
}

// FNV-1a: names must be the same in every process, so the keyed hash of core will not do.
std::uint32_t checksum(std::string_view text) {
  std::uint32_t sum = 2166136261U;
  for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 16777619U;
  return sum;
}

struct Conventions {
  const NamingConvention built_in{};
  std::atomic<const NamingConvention*> current{&built_in};
  std::mutex mutex;
  std::vector<std::shared_ptr<const NamingConvention>> kept;
};

Conventions& conventions() {
  static Conventions instance;
  return instance;
}

}  // namespace

NamingConvention::~NamingConvention() = default;

std::string NamingConvention::table_name(std::string_view model) const { return pluralize(snake_case(model)); }

std::string NamingConvention::column_name(std::string_view member) const { return snake_case(member_name(member)); }

std::string NamingConvention::column_name(std::string_view member, std::string_view) const {
  return column_name(member);
}

std::string NamingConvention::foreign_key(std::string_view target, std::string_view key_column) const {
  return column_name(target) + '_' + std::string(key_column);
}

std::string NamingConvention::join_table(std::string_view one, std::string_view other) const {
  if (other < one) std::swap(one, other);
  return shortened_identifier(std::string(one) + '_' + std::string(other));
}

std::string NamingConvention::index_name(std::string_view table, std::span<const std::string> columns) const {
  return shortened_identifier(joined("index_" + std::string(table) + "_on_", columns, "_and_"));
}

std::string NamingConvention::foreign_key_name(std::string_view table, std::span<const std::string> columns) const {
  return shortened_identifier(joined("fk_" + std::string(table) + '_', columns, "_"));
}

const NamingConvention& naming() { return *conventions().current.load(std::memory_order_acquire); }

void set_naming_convention(std::shared_ptr<const NamingConvention> convention) {
  Conventions& here = conventions();
  const std::scoped_lock lock(here.mutex);
  here.current.store(convention ? convention.get() : &here.built_in, std::memory_order_release);
  here.kept.push_back(std::move(convention));
}

std::string_view member_name(std::string_view member) {
  if (member.size() > 1 && member.ends_with('_')) member.remove_suffix(1);
  return member;
}

std::string snake_case(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (starts_word(name, i)) out += '_';
    out += to_lower(name[i]);
  }
  return out;
}

std::string shortened_identifier(std::string name) {
  constexpr std::size_t longest = 63;  // PostgreSQL's; MySQL has 64, SQL Server 128
  constexpr char digits[] = "0123456789abcdef";
  if (name.size() <= longest) return name;
  const std::uint32_t sum = checksum(name);
  std::size_t kept = longest - 9;
  while (kept > 0 && (static_cast<unsigned char>(name[kept]) & 0xC0U) == 0x80U) --kept;  // whole characters
  name.resize(kept);
  name += '_';
  for (int shift = 28; shift >= 0; shift -= 4) name += digits[sum >> shift & 0x0FU];
  return name;
}

}  // namespace rowan

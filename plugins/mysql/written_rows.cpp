#include "written_rows.hpp"

#include <mysql.h>

#include <charconv>
#include <limits>
#include <optional>

namespace rowan::mysql {
namespace {

// "Records: 3  Duplicates: 1  Warnings: 0": told of statements with several rows only.
std::optional<std::uint64_t> number_after(std::string_view info, std::string_view label) {
  const auto at = info.find(label);
  if (at == std::string_view::npos) return std::nullopt;
  const char* begin = info.data() + at + label.size();
  std::uint64_t number = 0;
  if (std::from_chars(begin, info.data() + info.size(), number).ec != std::errc()) return std::nullopt;
  return number;
}

constexpr std::string_view conflict_clause = " ON DUPLICATE KEY UPDATE ";

}  // namespace

bool may_meet_rows(std::string_view sql) { return sql.find(conflict_clause) != std::string_view::npos; }

std::uint64_t written_rows(st_mysql* handle, std::uint64_t affected, std::string_view sql) {
  const auto conflict = sql.find(conflict_clause);
  if (conflict == std::string_view::npos) return affected;
  const bool leaves_alone = sql.find(left_alone_mark, conflict) != std::string_view::npos;
  const char* text = mysql_info(handle);
  const std::string_view info = text != nullptr ? text : "";
  if (const auto records = number_after(info, "Records: ")) {
    return leaves_alone ? *records - number_after(info, "Duplicates: ").value_or(0) : *records;
  }
  if (!leaves_alone) return affected > 0 ? 1 : 0;
  return mysql_insert_id(handle) == std::numeric_limits<std::uint64_t>::max() ? 0 : 1;
}

}  // namespace rowan::mysql

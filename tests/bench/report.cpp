#include "report.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace bench {
namespace {

std::string amount(double value, Unit unit) {
  switch (unit) {
    case Unit::nanoseconds:
      return value < 1e6 ? fmt::format("{:.0f} ns", value) : fmt::format("{:.2f} ms", value / 1e6);
    case Unit::instructions:
      return fmt::format("{:.0f} in", value);
    case Unit::milliseconds:
      return fmt::format("{:.0f} ms", value);
    case Unit::bytes:
      return fmt::format("{:.1f} B", value);
    case Unit::megabytes:
      return fmt::format("{:.0f} MB", value);
    case Unit::round_trips:
      return fmt::format("{:.0f} trips", value);
  }
  return {};
}

std::string limit_of(const ReportRow& row) {
  if (row.limit == 0) return "";
  return row.ratio != 0 ? fmt::format("{:.2f}", row.limit) : amount(row.limit, row.unit);
}

std::string verdict(const ReportRow& row) {
  if (row.limit == 0) return row.note;
  return fmt::format("{}{}{}", row.missed() ? "MISSED" : "ok", row.note.empty() ? "" : "; ", row.note);
}

/// Nanoseconds, or null where the row is not about time.
std::string nanoseconds(double value, Unit unit) {
  if (value == 0 || (unit != Unit::nanoseconds && unit != Unit::milliseconds)) return "null";
  return fmt::format("{:.1f}", unit == Unit::milliseconds ? value * 1e6 : value);
}

std::string number(double value) { return value == 0 ? "null" : fmt::format("{:.4f}", value); }

const char* name_of(Unit unit) {
  switch (unit) {
    case Unit::bytes:
      return "bytes";
    case Unit::megabytes:
      return "megabytes";
    case Unit::round_trips:
      return "round trips";
    case Unit::instructions:
      return "instructions";
    case Unit::milliseconds:
      return "ms";
    case Unit::nanoseconds:
      break;
  }
  return "ns";
}

}  // namespace

bool ReportRow::missed() const {
  if (limit == 0) return false;
  return ratio != 0 ? interval.low > limit : ours > limit;
}

void print_head(const std::string& database) {
  fmt::print("\n{:<46} {:>11} {:>11} {:>6}  {:<13} {:>8}\n", database.empty() ? "work" : database, "ours", "raw",
             "ratio", "95 %", "limit");
}

void print_row(const ReportRow& row) {
  const std::string raw = row.raw == 0 ? "" : amount(row.raw, row.unit);
  const std::string ratio = row.ratio == 0 ? "" : fmt::format("{:.3f}", row.ratio);
  const std::string interval = row.ratio == 0 ? "" : fmt::format("{:.3f}-{:.3f}", row.interval.low, row.interval.high);
  fmt::print("{:<46} {:>11} {:>11} {:>6}  {:<13} {:>8}  {}\n", row.name, amount(row.ours, row.unit), raw, ratio,
             interval, limit_of(row), verdict(row));
  std::fflush(stdout);
}

std::string to_json(const ReportRow& row) {
  return fmt::format(R"({{"name":"{}","database":"{}","unit":"{}","ours":{:.1f},"ours_ns":{},"raw_ns":{},"ratio":{},)"
                     R"("ci95_low":{},"ci95_high":{},"limit":{},"missed":{},"rounds":{},"rows":{}}})",
                     row.name, row.database, name_of(row.unit), row.ours, nanoseconds(row.ours, row.unit),
                     nanoseconds(row.raw, row.unit), number(row.ratio), number(row.interval.low),
                     number(row.interval.high), number(row.limit), row.missed(), row.rounds, row.rows);
}

}  // namespace bench

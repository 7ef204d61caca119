#include "report.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "questions.hpp"
#include "table.hpp"

namespace packages {
namespace {

// Prints a table's first rows, and how many statements ran since `before`.
template <class Row, class Cells>
void print(const std::vector<TableColumn>& columns, const std::vector<Row>& rows, std::size_t top, std::uint64_t before,
           Cells cells) {
  const auto statements = rowan::statements_executed() - before;
  const std::size_t shown = top == 0 ? rows.size() : std::min(top, rows.size());
  Table table(columns);
  for (std::size_t i = 0; i < shown; ++i) table.add(cells(i, rows[i]));
  fmt::print("{}", table.to_string());
  if (shown < rows.size()) fmt::print("  … and {} more\n", rows.size() - shown);
  fmt::print("  {} SQL statement{}\n", statements, statements == 1 ? "" : "s");
}

std::string mebibytes(std::int64_t kibibytes) { return fmt::format("{:.1f}", static_cast<double>(kibibytes) / 1024); }

bool report_loss(std::string package, std::size_t top) {
  if (package.empty()) package = much_wanted();
  if (!Package::exists(Package::c.name == package)) {
    fmt::print(stderr, "error: there is no package '{}' in this file; name another with --package\n", package);
    return false;
  }
  const auto total = Package::count();
  const auto before = rowan::statements_executed();
  const auto broken = what_would_break(package);
  fmt::print("\nWhat would break if {} went: {} of {} packages\n", package, broken.size(), total);
  print({{"step", Align::right}, {"package"}, {"loses"}}, broken, top, before, [](std::size_t, const Broken& row) {
    return std::vector{std::to_string(row.step), row.package, row.missing};
  });
  return true;
}

void report_chain() {
  const auto before = rowan::statements_executed();
  const auto chain = deepest_chain();
  fmt::print("\nThe deepest chain of dependencies: {} steps\n", chain.size());
  print({{"", Align::right}, {"package"}, {"needs"}}, chain, 0, before, [](std::size_t i, const Link& link) {
    const auto circle = link.circle == 1 ? "" : fmt::format(" (in a circle of {})", link.circle);
    return std::vector{std::to_string(i + 1), link.package + circle, link.needs};
  });
}

void report_ranking(const char* title, const char* what, std::vector<Ranked> (*question)(), std::size_t top) {
  const auto before = rowan::statements_executed();
  const auto ranking = question();
  fmt::print("\n{}\n", title);
  print({{what, Align::left, 64}, {"packages", Align::right}, {"MiB", Align::right}}, ranking, top, before,
        [](std::size_t, const Ranked& row) {
          return std::vector{row.name, std::to_string(row.packages), mebibytes(row.size)};
        });
}

}  // namespace

void report_import(const std::string& file, const ImportResult& result, std::uint64_t statements, double seconds) {
  fmt::print("{}: {} packages", file, result.total());
  if (result.left_out > 0) fmt::print(" ({} left out: not installed)", result.left_out);
  fmt::print(", imported in {:.2f} s with {} SQL statements; each answer below tells its own\n", seconds, statements);
  if (result.nothing_new()) {
    fmt::print("  Nothing changed since the last run.\n");
  } else {
    fmt::print("  {} new, {} changed, {} removed, {} unchanged\n", result.added, result.changed, result.removed,
               result.unchanged);
  }
}

bool report_answers(std::string package, std::size_t top) {
  if (!report_loss(std::move(package), top)) return false;
  report_chain();
  report_ranking("The busiest maintainers", "maintainer", busiest_maintainers, top);
  report_ranking("The largest sections", "section", largest_sections, top);
  report_ranking("The commonest tags", "tag", commonest_tags, top);
  return true;
}

void report_where_to_go_on() {
  fmt::print(
      "\nThe models are samples/packages/models.hpp, the questions breakage.cpp, chain.cpp and rankings.cpp beside "
      "it.\n"
      "To write a model of your own: README.md, then docs/guide/first-record.md.\n");
}

}  // namespace packages

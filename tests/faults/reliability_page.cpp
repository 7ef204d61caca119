#include "faults/reliability_page.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "faults/cells.hpp"

namespace faults {
namespace {

constexpr std::string_view start_marker = "<!-- grid: made by tests/faults -->\n";
constexpr std::string_view end_marker = "<!-- end of grid -->\n";

std::string title(Moment moment) {
  constexpr std::array words{"While the connection is idle",
                             "While the connection is idle, before a transaction",
                             "When a transaction sends BEGIN",
                             "In a transaction that has written",
                             "During a statement",
                             "When a statement is prepared",
                             "While rows are read",
                             "When a savepoint is made",
                             "When COMMIT is sent"};
  return words[static_cast<std::size_t>(moment)];
}

std::string sentence(Fault fault, Moment moment) {
  if (moment == Moment::idle || moment == Moment::before_begin) {
    if (fault == Fault::cut_before) return "cut";
    if (fault == Fault::hang_before) return "half-open";
  }
  constexpr std::array words{
      "everything arrives, late", "cut before the server saw it", "cut after the server ran it", "cut",
      "half-open, request lost",  "half-open, answer lost",       "server killed (`kill -9`)"};
  return words[static_cast<std::size_t>(fault)];
}

std::string cell_text(Moment moment, Work work, Fault fault, const std::vector<Cell>& cells) {
  const bool there = std::any_of(cells.begin(), cells.end(), [&](const Cell& cell) {
    return cell.moment == moment && cell.work == work && cell.fault == fault;
  });
  if (!there) return "–";
  const std::string text = to_string(promise({moment, work, fault}));
  return work == Work::read ? text.substr(0, text.find(',')) : text;
}

std::string table(Moment moment, const std::vector<Cell>& cells) {
  std::string text = "### " + title(moment) + "\n\n| fault | read | write | bulk | nested |";
  const bool recorded = moment == Moment::commit;
  text += recorded ? " write, `transaction_log=on` |\n|---|---|---|---|---|---|\n" : "\n|---|---|---|---|---|\n";
  std::vector<Fault> faults;
  for (const Cell& cell : cells) {
    const bool known = std::find(faults.begin(), faults.end(), cell.fault) != faults.end();
    if (cell.moment == moment && !known) faults.push_back(cell.fault);
  }
  std::sort(faults.begin(), faults.end());
  for (const Fault fault : faults) {
    text += "| " + sentence(fault, moment) + " |";
    for (const Work work : {Work::read, Work::write, Work::bulk, Work::nested})
      text += ' ' + cell_text(moment, work, fault, cells) + " |";
    if (recorded) text += ' ' + cell_text(moment, Work::recorded, fault, cells) + " |";
    text += '\n';
  }
  return text + '\n';
}

std::string page() {
  std::ifstream file(ROWAN_RELIABILITY_PAGE);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error("can't read " ROWAN_RELIABILITY_PAGE);
  return text.str();
}

std::pair<std::size_t, std::size_t> grid_of(const std::string& text) {
  const auto start = text.find(start_marker), end = text.find(end_marker);
  if (start == text.npos || end == text.npos) throw std::runtime_error("the page has no markers for its grid");
  return {start + start_marker.size(), end};
}

}  // namespace

std::string reliability_tables() {
  const auto cells = all_cells();
  std::string text = "\n";
  for (int moment = 0; moment <= static_cast<int>(Moment::commit); ++moment)
    text += table(static_cast<Moment>(moment), cells);
  return text;
}

std::string tables_on_page() {
  const std::string text = page();
  const auto [start, end] = grid_of(text);
  return text.substr(start, end - start);
}

void renew_page() {
  std::string text = page();
  const auto [start, end] = grid_of(text);
  text.replace(start, end - start, reliability_tables());
  std::ofstream(ROWAN_RELIABILITY_PAGE) << text;
}

}  // namespace faults

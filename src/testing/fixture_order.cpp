// In which order rows of fixtures are saved: a search in depth, by a path of its own, for chains may be long.
#include <algorithm>

#include "rowan/testing/fixtures.hpp"
#include "testing/fixture_rows.hpp"

namespace rowan::testing {
namespace {

class FixtureOrder {
 public:
  std::vector<FixtureRow*> of(std::deque<FixtureRow>& rows) {
    for (FixtureRow& row : rows) {
      if (row.state == FixtureRow::State::waiting) follow(row);
    }
    return std::move(ordered_);
  }

 private:
  /// A row that waits for those it refers to.
  struct Step {
    FixtureRow* row;
    std::size_t next = 0;  ///< of its references
    [[nodiscard]] FixtureReference& followed() const { return row->references[next - 1]; }
  };

  void follow(FixtureRow& first) {
    begin(first);
    while (!path_.empty()) {
      Step& last = path_.back();
      if (last.next == last.row->references.size()) {
        last.row->state = FixtureRow::State::ordered;
        ordered_.push_back(last.row);
        path_.pop_back();
        continue;
      }
      const FixtureReference& reference = last.row->references[last.next++];
      if (reference.late || reference.target->state == FixtureRow::State::ordered) continue;
      if (reference.target->state == FixtureRow::State::waiting)
        begin(*reference.target);
      else
        open_circle(*reference.target);
    }
  }

  void begin(FixtureRow& row) {
    row.state = FixtureRow::State::begun;
    path_.push_back({&row});
  }

  /// The end of the path refers to `first`, which is on it. The row whose reference can be set later goes on without;
  /// those after it begin anew.
  void open_circle(const FixtureRow& first) {
    const auto start = std::find_if(path_.begin(), path_.end(), [&](const Step& step) { return step.row == &first; });
    const auto opened = std::find_if(path_.rbegin(), std::make_reverse_iterator(start),
                                     [](const Step& step) { return step.followed().way->declared().optional; });
    if (opened == std::make_reverse_iterator(start)) refuse({start, path_.end()});
    opened->followed().late = true;
    for (auto after = opened.base(); after != path_.end(); ++after) after->row->state = FixtureRow::State::waiting;
    path_.erase(opened.base(), path_.end());
  }

  [[noreturn]] static void refuse(const std::vector<Step>& circle) {
    std::string text = circle.front().row->where + ": refers to itself by way of what it refers to (";
    for (const Step& step : circle) text += step.followed().where + ", ";
    text.resize(text.size() - 2);
    throw FixtureError(text + "), and none of these references may be null: leave a row out, and save it afterwards");
  }

  std::vector<Step> path_;
  std::vector<FixtureRow*> ordered_;
};

}  // namespace

std::vector<FixtureRow*> in_order_of_references(std::deque<FixtureRow>& rows) { return FixtureOrder().of(rows); }

}  // namespace rowan::testing

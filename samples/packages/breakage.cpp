#include <algorithm>
#include <unordered_set>

#include "questions.hpp"

namespace packages {
namespace {

class Breakage {
 public:
  explicit Breakage(rowan::Records<Package>& gone) {
    for (Package& package : gone) {
      gone_.insert(package.id);
      front_.push_back(&package);
    }
  }

  std::vector<Broken> run() && {
    for (int step = 1; !front_.empty(); ++step) {
      std::vector<Package*> next;
      for (Package* package : front_) collect_dependents(*package, step, next);
      front_ = std::move(next);
    }
    return std::move(broken_);
  }

 private:
  void collect_dependents(Package& package, int step, std::vector<Package*>& next) {
    for (Provide& provide : package.provides) {
      for (Dependency& wish : provide.name->wanted_by) {
        if (!wish.is_hard() || gone_.contains(*wish.package.key())) continue;
        Package& dependent = *wish.package;
        const std::string missing = lost_need(dependent);
        if (missing.empty()) continue;
        gone_.insert(dependent.id);
        next.push_back(&dependent);
        broken_.push_back({dependent.name, missing, step});
      }
    }
  }

  // The first need that could be met before and can't be met now; empty when all is well.
  std::string lost_need(Package& package) const {
    auto& all = package.dependencies;
    for (auto first = all.begin(), end = all.end(); first != end;) {
      const auto last = std::find_if(first, end, [&](const Dependency& d) { return d.need != first->need; });
      if (first->is_hard() && is_lost(first, last)) return text_of(first, last);
      first = last;
    }
    return {};
  }

  template <class Iterator>
  bool is_lost(Iterator first, Iterator last) const {
    bool was_met = false;
    for (; first != last; ++first) {
      for (Provide& provide : first->name->provides) {
        if (!first->is_satisfied_by(provide)) continue;
        if (!gone_.contains(*provide.package.key())) return false;
        was_met = true;
      }
    }
    return was_met;
  }

  template <class Iterator>
  static std::string text_of(Iterator first, Iterator last) {
    std::string text = first->text();
    while (++first != last) text += " | " + first->text();
    return text;
  }

  std::unordered_set<std::int64_t> gone_;
  std::vector<Package*> front_;  // owned, through the chain of handles, by the records the walk began with
  std::vector<Broken> broken_;
};

}  // namespace

std::vector<Broken> what_would_break(rowan::Records<Package>& gone) { return Breakage(gone).run(); }

}  // namespace packages

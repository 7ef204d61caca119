#include <algorithm>
#include <unordered_set>

#include "catalogue.hpp"
#include "questions.hpp"

namespace packages {
namespace {

class Breakage {
 public:
  std::vector<Broken> run(const std::string& name) && {
    std::vector<Package*> front = catalogue_.named(name);
    for (const Package* package : front) gone_.insert(package->id);
    for (int step = 1; !front.empty(); ++step) {
      std::vector<Package*> next;
      for (Package* package : front) collect_dependents(*package, step, next);
      front = std::move(next);
    }
    return std::move(broken_);
  }

 private:
  void collect_dependents(Package& package, int step, std::vector<Package*>& next) {
    for (Provide& provide : package.provides) {
      for (Dependency& wish : provide.name->wanted_by) {
        const std::int64_t id = *wish.package.key();
        if (!wish.is_hard() || gone_.contains(id)) continue;
        Package& dependent = catalogue_.by_id(id);
        const std::string missing = lost_need(dependent);
        if (missing.empty()) continue;
        gone_.insert(id);
        next.push_back(&dependent);
        broken_.push_back({dependent.name, missing, step});
      }
    }
  }

  // The first need that was met before and is no longer met; empty when all are met.
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

  Catalogue catalogue_;
  std::unordered_set<std::int64_t> gone_;
  std::vector<Broken> broken_;
};

}  // namespace

std::vector<Broken> what_would_break(const std::string& package) { return Breakage().run(package); }

}  // namespace packages

#include "model/record/announcements.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "connection/callback_nesting.hpp"
#include "connection/quietly.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/callback_table.hpp"

namespace rowan {

void Announcements::Announcement::take_over(Announcement&& later) {
  copy = std::move(later.copy);
  key = std::move(later.key);
  made |= later.made;
  back |= later.back;
  if (later.occasion != Occasion::update)
    occasion = later.occasion;
  else if (later.back && occasion == Occasion::destroy)
    occasion = made ? Occasion::create : Occasion::update;
}

void Announcements::add(const ModelInfo& model, const void* object, const Slot& slot, const Key* key_before,
                        Occasion occasion, std::uint8_t level) {
  add(key_before, {&model, model.callbacks->copy(object), slot_key(slot), occasion, level, none});
}

void Announcements::add(const Key* key_before, Announcement&& announcement) {
  const ModelInfo* const model = announcement.model;
  if (const auto known = announced_.find({model, key_before != nullptr ? *key_before : announcement.key});
      known != announced_.end()) {
    announcement.earlier = known->second;
    announced_.erase(known);
  }
  const std::size_t earlier = announcement.earlier;
  if (earlier != none && announcements_[earlier].level == announcement.level) {
    announced_.insert_or_assign({model, announcement.key}, earlier);
    announcements_[earlier].take_over(std::move(announcement));
    return;
  }
  announced_.insert_or_assign({model, announcement.key}, announcements_.size());
  announcements_.push_back(std::move(announcement));
}

void Announcements::add_again(const ModelInfo& model, const void* object, const Slot& slot, bool back,
                              std::uint8_t level) {
  if (!announced_.contains({&model, slot_key(slot)})) return;
  Announcement again{&model, model.callbacks->copy(object), slot_key(slot), Occasion::update, level, none};
  again.back = back;
  add(nullptr, std::move(again));
}

// The innermost level's are the last in the list. If the outer level announced the same row, that announcement takes
// over the later state.
void Announcements::released(std::uint8_t level) {
  const auto outer = static_cast<std::uint8_t>(level - 1);
  std::size_t kept = announcements_.size();
  while (kept > 0 && announcements_[kept - 1].level == level) --kept;
  for (std::size_t i = kept; i < announcements_.size(); ++i) {
    Announcement& announcement = announcements_[i];
    announcement.level = outer;
    std::size_t& place = announced_[{announcement.model, announcement.key}];
    if (announcement.earlier != none && announcements_[announcement.earlier].level == outer) {
      place = announcement.earlier;
      announcements_[place].take_over(std::move(announcement));
      continue;
    }
    place = kept;
    if (kept != i) announcements_[kept] = std::move(announcement);
    ++kept;
  }
  announcements_.erase(announcements_.begin() + static_cast<std::ptrdiff_t>(kept), announcements_.end());
}

// Announcements of the same rows by outer levels count again.
std::vector<Announcements::Announcement> Announcements::take_beyond(std::uint8_t level) {
  std::vector<Announcement> undone;
  for (; !announcements_.empty() && announcements_.back().level > level; announcements_.pop_back()) {
    Announcement& last = announcements_.back();
    announced_.erase({last.model, last.key});
    if (last.earlier != none) {
      const Announcement& before = announcements_[last.earlier];
      announced_.insert_or_assign({before.model, before.key}, last.earlier);
    }
    undone.push_back(std::move(last));
  }
  told_ = std::min(told_, announcements_.size());
  std::reverse(undone.begin(), undone.end());
  return undone;
}

void Announcements::rolled_back_to(std::uint8_t level) noexcept {
  // Nobody could receive their errors.
  run_quietly("an after_rollback callback", [&] { run(take_beyond(level), FinalMoment::after_rollback); });
}

// Each is copied, because the list grows when a callback writes.
void Announcements::tell_before_commit() {
  for (int round = 0; told_ < announcements_.size(); ++round) {
    if (round == most_rounds) {
      throw RecordNotSaved(
          "the transaction can't be committed: for each record that before_commit callbacks are told of, they write "
          "another one, of which they are told, too; leave out what they wrote themselves, by if_(…)");
    }
    for (const std::size_t end = announcements_.size(); told_ < std::min(end, announcements_.size());) {
      const Announcement announcement = announcements_[told_++];
      tell(announcement, FinalMoment::before_commit);
    }
  }
}

void Announcements::tell_one(const Announcement& announcement, const CallbackTable::Final& callback) {
  const CallbackNesting nesting(announcement.model->name);
  if (callback.applies(announcement.occasion, {}, announcement.copy.get())) callback.run(announcement.copy.get());
}

void Announcements::tell(const Announcement& announcement, FinalMoment moment) {
  for (const auto& callback : announcement.model->callbacks->at(moment)) tell_one(announcement, callback);
}

void Announcements::committed() {
  announced_.clear();
  run(std::exchange(announcements_, {}), FinalMoment::after_commit);
}

void Announcements::run(const std::vector<Announcement>& list, FinalMoment moment) {
  std::exception_ptr first;
  for (const Announcement& announcement : list) {
    for (const auto& callback : announcement.model->callbacks->at(moment)) {
      try {
        tell_one(announcement, callback);
      } catch (...) {
        if (!first) first = std::current_exception();
      }
    }
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace rowan

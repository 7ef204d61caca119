// The records of a relation one after the other, in bounded memory, for a loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <utility>

#include "rowan/model/page.hpp"

namespace rowan {

template <class T>
class Relation;

namespace detail {
[[noreturn]] ROWAN_EXPORT void refuse_second_walk();
}

/// What `each()` gives: `for (Post& post : Post::order(Post::c.title).each()) …`. Reads a page of the relation at a
/// time, each a cohort of its own, and keeps one: a record is there until the loop goes on; move it out to keep it. To
/// be walked once, by one thread. No statement is open while the loop's body runs.
template <class T>
class Each {
 public:
  class iterator {
   public:
    using value_type = T;
    using reference = T&;
    using pointer = T*;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;
    using iterator_category = std::input_iterator_tag;

    iterator() = default;
    explicit iterator(Each* each) : each_(each) {}
    T& operator*() const { return each_->page_[each_->at_]; }
    T* operator->() const { return &**this; }
    iterator& operator++() {
      each_->go_on();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& i, std::default_sentinel_t) { return i.ended(); }

   private:
    [[nodiscard]] bool ended() const { return each_->at_ == each_->page_.size(); }
    Each* each_ = nullptr;
  };

  Each(const Relation<T>& rows, std::int64_t size) : rows_(std::make_unique<Relation<T>>(rows)), size_(size) {}
  /// Reads the first page. @throws QueryError the second time: the records of the first loop may be in use.
  [[nodiscard]] iterator begin() {
    if (std::exchange(begun_, true)) detail::refuse_second_walk();
    page_ = rows_->page(size_);
    at_ = 0;
    return iterator(this);
  }
  [[nodiscard]] static std::default_sentinel_t end() noexcept { return {}; }

 private:
  void go_on() {
    if (++at_ < page_.size() || !page_.next) return;
    page_ = rows_->after(*page_.next).page(size_);
    at_ = 0;
  }

  std::unique_ptr<Relation<T>> rows_;  // which is not complete here
  std::int64_t size_;
  Page<T> page_;
  std::size_t at_ = 0;
  bool begun_ = false;
};

}  // namespace rowan

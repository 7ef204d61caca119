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
[[noreturn]] ROWAN_EXPORT void refuse_moved_walk();
}  // namespace detail

/// What `each()` gives: `for (Post& post : Post::order(Post::c.title).each()) …`. Reads a page of the relation at a
/// time, each a cohort of its own, and keeps one: a record is there until the loop goes on; move it out to keep it. To
/// be walked once, by one thread; moving it moves the walk along. No statement is open while the loop's body runs. All
/// pages are of the database that was asked for when each() was called.
template <class T>
class Each {
  // Iterators find it wherever the Each moves to.
  struct Walk {
    std::unique_ptr<Relation<T>> rows;  // which is not complete here
    std::int64_t size;
    Page<T> page{};
    std::size_t at = 0;
    bool begun = false;

    [[nodiscard]] bool ended() const { return at == page.size(); }
    void take(Page<T> next) {
      page = std::move(next);
      at = 0;
    }
    void go_on() {
      if (ended() || ++at < page.size() || !page.next) return;
      take(rows->after(*page.next).page(size));
    }
  };

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
    explicit iterator(Walk* walk) : walk_(walk) {}
    T& operator*() const { return walk_->page[walk_->at]; }
    T* operator->() const { return &**this; }
    iterator& operator++() {
      walk_->go_on();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& i, std::default_sentinel_t) { return i.walk_->ended(); }

   private:
    Walk* walk_ = nullptr;
  };

  Each(const Relation<T>& rows, std::int64_t size)
      : walk_(new Walk{.rows = std::make_unique<Relation<T>>(rows), .size = size}) {}
  /// Reads the first page. @throws QueryError the second time: the records of the first loop may be in use; and where
  /// it was moved from.
  [[nodiscard]] iterator begin() {
    if (walk_ == nullptr) detail::refuse_moved_walk();
    if (std::exchange(walk_->begun, true)) detail::refuse_second_walk();
    walk_->take(walk_->rows->page(walk_->size));
    return iterator(walk_.get());
  }
  [[nodiscard]] static std::default_sentinel_t end() noexcept { return {}; }

 private:
  std::unique_ptr<Walk> walk_;
};

}  // namespace rowan

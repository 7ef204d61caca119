// What a loop over a relation walks.
#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>

#include "rowan/model/records.hpp"

namespace rowan {

/// Walks the records of one run of a query, and shares in their ownership: they live as long as any iterator of the
/// run. The default one is the end of every run, so that `end()` needs no query.
template <class T>
class ResultIterator {
 public:
  using value_type = T;
  using difference_type = std::ptrdiff_t;
  using reference = T&;
  using pointer = T*;
  using iterator_category = std::forward_iterator_tag;

  ResultIterator() = default;
  explicit ResultIterator(std::shared_ptr<const RecordSet> run) : run_(std::move(run)) { enter_chunk(); }

  T& operator*() const noexcept { return *at_; }
  T* operator->() const noexcept { return at_; }
  ResultIterator& operator++() noexcept {
    if (++at_ == end_) [[unlikely]]
      ++chunk_, enter_chunk();
    return *this;
  }
  ResultIterator operator++(int) {
    ResultIterator old = *this;
    ++*this;
    return old;
  }
  friend bool operator==(const ResultIterator& a, const ResultIterator& b) noexcept { return a.at_ == b.at_; }

 private:
  void enter_chunk() noexcept {
    at_ = end_ = nullptr;
    if (RecordSet::chunk_start(chunk_) >= run_->size()) return;
    Block* block = run_->blocks()[chunk_];
    at_ = static_cast<T*>(block->object(0));
    end_ = at_ + block->constructed();
  }

  std::shared_ptr<const RecordSet> run_;
  std::size_t chunk_ = 0;
  T* at_ = nullptr;
  T* end_ = nullptr;
};

}  // namespace rowan

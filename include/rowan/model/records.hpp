// The result of a query: records in chunks beside their slots.
//
// Never one growing vector: moving records as it grows would cost more than reading them.
#pragma once

#include <concepts>
#include <cstddef>
#include <iosfwd>
#include <utility>
#include <vector>

#include "rowan/core/random_access.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/model/kinds.hpp"
#include "rowan/model/slot.hpp"

namespace rowan {

/// The records of a result, whatever their type. Moves cheaply; not copyable.
class ROWAN_EXPORT RecordSet {
 public:
  RecordSet() = default;
  RecordSet(RecordSet&& other) noexcept : blocks_(std::move(other.blocks_)), size_(std::exchange(other.size_, 0)) {
    other.blocks_.clear();
  }
  RecordSet& operator=(RecordSet&& other) noexcept {
    std::swap(blocks_, other.blocks_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~RecordSet();

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

  // Chunks hold 16, 240, then 256 records each: a small result wastes little, and a position is found without a search.
  static constexpr std::size_t first_chunk = 16, chunk = 256;
  [[nodiscard]] static std::size_t chunk_of(std::size_t i) noexcept { return i < first_chunk ? 0 : i / chunk + 1; }
  [[nodiscard]] static std::size_t chunk_start(std::size_t c) noexcept {
    return c == 0 ? 0 : c == 1 ? first_chunk : (c - 1) * chunk;
  }
  [[nodiscard]] Slot* slot(std::size_t i) const noexcept;
  [[nodiscard]] const std::vector<Block*>& blocks() const noexcept { return blocks_; }

  // For the library
  /// Takes a block over, with a strong reference the caller already added.
  void append(Block* block) { blocks_.push_back(block); }
  void set_size(std::size_t size) noexcept { size_ = size; }

  /// The first records, in brackets.
  friend ROWAN_EXPORT std::ostream& operator<<(std::ostream& out, const RecordSet& set);

 protected:
  std::vector<Block*> blocks_;
  std::size_t size_ = 0;
};

/// Bytes of memory that the large results of this process have beside the heap, where tools that look at malloc don't
/// see them. Up to 32 MiB more are kept for the next ones, as memory that the system may take back (MADV_FREE). Safe
/// from any thread.
[[nodiscard]] ROWAN_EXPORT std::size_t bytes_in_slabs() noexcept;

/// The records of a query, owned. Random access; records may be moved out, sorted and copied. References live as long
/// as this object.
template <class T>
class Records : public RecordSet {
 public:
  template <class U>
  class Iterator : public RandomAccess<Iterator<U>, U> {
   public:
    Iterator() = default;
    Iterator(const RecordSet* set, std::size_t index) : set_(set), index_(index) { seek(); }
    U& operator*() const { return *at_; }
    using RandomAccess<Iterator, U>::operator++;
    Iterator& operator++() {
      ++index_;
      if (++at_ == end_) seek();
      return *this;
    }
    Iterator& operator+=(std::ptrdiff_t n) {
      index_ = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(index_) + n);
      seek();
      return *this;
    }
    [[nodiscard]] std::ptrdiff_t distance_to(const Iterator& other) const {
      return static_cast<std::ptrdiff_t>(other.index_) - static_cast<std::ptrdiff_t>(index_);
    }

   private:
    void seek() {
      if (set_ == nullptr || index_ >= set_->size()) {
        at_ = end_ = nullptr;
        return;
      }
      const std::size_t c = chunk_of(index_);
      Block* block = set_->blocks()[c];
      const std::size_t start = chunk_start(c);
      U* first = static_cast<U*>(block->object(0));
      at_ = first + (index_ - start);
      end_ = first + block->constructed();
    }
    const RecordSet* set_ = nullptr;
    std::size_t index_ = 0;
    U* at_ = nullptr;
    U* end_ = nullptr;
  };
  using iterator = Iterator<T>;
  using const_iterator = Iterator<const T>;
  using value_type = T;

  Records() = default;
  explicit Records(RecordSet&& set) : RecordSet(std::move(set)) {}

  iterator begin() { return {this, 0}; }
  iterator end() { return {this, size_}; }
  const_iterator begin() const { return {this, 0}; }
  const_iterator end() const { return {this, size_}; }
  T& operator[](std::size_t i) { return *iterator(this, i); }
  const T& operator[](std::size_t i) const { return *const_iterator(this, i); }
  /// As many records, of the same rows in the same order.
  friend bool operator==(const Records& a, const Records& b)
    requires std::equality_comparable<T>
  {
    if (a.size() != b.size()) return false;
    for (const_iterator left = a.begin(), right = b.begin(); left != a.end(); ++left, ++right) {
      if (!(*left == *right)) return false;
    }
    return true;
  }
  T& front() { return (*this)[0]; }
  T& back() { return (*this)[size_ - 1]; }

  /// Those of a sub-class, by their types, as records of it: one query for all, in this order. @throws RecordNotFound
  /// where a row has gone since.
  template <class Sub>
  [[nodiscard]] Records<Sub> as() const {
    static_assert(detail::are_related<T, Sub>,
                  "rowan: this is no model of the same table: a sub-class derives from rowan::Model<Admin, User>");
    return Records<Sub>(detail::load_those_of_kind(*this, detail::info_of<Sub>()()));
  }

  /// The records moved into a vector; they stay siblings.
  std::vector<T> to_vector() && {
    std::vector<T> all;
    all.reserve(size_);
    for (T& record : *this) all.push_back(std::move(record));
    return all;
  }
};

}  // namespace rowan

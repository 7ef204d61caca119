// A stack for a transaction that may be large.
#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>
#include <vector>

namespace rowan {

/// Things put on top of each other, in chunks: nothing is copied as it grows. Chunks stay until it ends.
template <class T, std::size_t per_chunk = 128>
class ChunkedStack {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  /// Room for one more, not initialised.
  T& push() {
    if (top_ == end_) [[unlikely]]
      next_chunk();
    return *top_++;
  }
  /// The one on top; null when there is none.
  [[nodiscard]] T* top() noexcept { return top_ == nullptr ? nullptr : top_ - 1; }
  void pop() noexcept { cut(size() - 1); }
  void cut(std::size_t size) noexcept {
    used_ = (size + per_chunk - 1) / per_chunk;
    top_ = size == 0 ? nullptr : &(*this)[size - 1] + 1;
    end_ = size == 0 ? nullptr : chunks_[used_ - 1].get() + per_chunk;
  }
  [[nodiscard]] std::size_t size() const noexcept {
    return top_ == nullptr ? 0 : used_ * per_chunk - static_cast<std::size_t>(end_ - top_);
  }
  [[nodiscard]] T& operator[](std::size_t index) noexcept { return chunks_[index / per_chunk][index % per_chunk]; }
  [[nodiscard]] const T& operator[](std::size_t index) const noexcept {
    return chunks_[index / per_chunk][index % per_chunk];
  }

 private:
  [[gnu::noinline]] void next_chunk() {
    if (used_ == chunks_.size()) chunks_.push_back(std::make_unique_for_overwrite<T[]>(per_chunk));
    top_ = chunks_[used_++].get();
    end_ = top_ + per_chunk;
  }
  std::vector<std::unique_ptr<T[]>> chunks_;
  std::size_t used_ = 0;  ///< chunks that hold something
  T* top_ = nullptr;      ///< behind the last one
  T* end_ = nullptr;      ///< of its chunk
};

}  // namespace rowan

// A stack for a transaction that may be large.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <vector>

namespace rowan {

/// A stack in chunks: growing copies nothing. Chunks stay until it is destroyed.
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
  /// The same where `has_place()`.
  T& push_in_place() noexcept { return *top_++; }
  /// The top element; null when empty.
  [[nodiscard]] const T* top() const noexcept { return top_ == begin_ ? nullptr : top_ - 1; }
  void pop() noexcept {
    --top_;
    if (top_ == begin_ && used_ > 1) [[unlikely]]
      cut(size());
  }
  void cut(std::size_t size) noexcept {
    if (chunks_.empty()) return;
    used_ = std::max<std::size_t>((size + per_chunk - 1) / per_chunk, 1);
    begin_ = first_of(used_ - 1);
    top_ = begin_ + (size - (used_ - 1) * per_chunk);
    end_ = begin_ + per_chunk;
  }
  /// Calls `use` with each, from the bottom. In less time than by their indices.
  template <class Use>
  void each(const Use& use) {
    for (std::size_t chunk = 0; chunk < used_; ++chunk) {
      T* const begin = first_of(chunk);
      T* const end = chunk + 1 == used_ ? top_ : begin + per_chunk;
      std::for_each(begin, end, use);
    }
  }
  [[nodiscard]] std::size_t size() const noexcept {
    return used_ == 0 ? 0 : (used_ - 1) * per_chunk + static_cast<std::size_t>(top_ - begin_);
  }
  [[nodiscard]] T& operator[](std::size_t index) noexcept { return first_of(index / per_chunk)[index % per_chunk]; }
  [[nodiscard]] const T& operator[](std::size_t index) const noexcept {
    return first_of(index / per_chunk)[index % per_chunk];
  }
  /// Whether the next push is into the chunk of the top element.
  [[nodiscard]] bool has_place() const noexcept { return top_ != end_; }
  /// Whether the next push takes no memory.
  [[nodiscard]] bool has_room() const noexcept { return has_place() || used_ < chunks_.size(); }
  void make_room() {
    if (!has_room()) chunks_.push_back(std::make_unique_for_overwrite<Chunk>());
  }

 private:
  /// Of bytes, or making a chunk would initialise what is made anew in its place.
  using Chunk = std::array<std::byte, per_chunk * sizeof(T)>;
  static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);

  [[nodiscard]] T* first_of(std::size_t chunk) const noexcept { return reinterpret_cast<T*>(chunks_[chunk]->data()); }
  [[gnu::noinline]] void next_chunk() {
    if (used_ == chunks_.size()) chunks_.push_back(std::make_unique_for_overwrite<Chunk>());
    begin_ = top_ = first_of(used_++);
    end_ = top_ + per_chunk;
  }
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::size_t used_ = 0;  ///< chunks that hold something; the first counts once there is one
  T* begin_ = nullptr;    ///< of the last of these, which is empty only when it is the first
  T* top_ = nullptr;      ///< behind the last one
  T* end_ = nullptr;      ///< of its chunk
};

}  // namespace rowan

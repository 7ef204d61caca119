// Memory for the records of a large result.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rowan {

/// 2 MiB of memory from the operating system, on a huge page where it has such. It is given out piece by piece, and
/// goes back as a whole when no reference is left: what fills it costs one page fault instead of 512. Counts are not
/// atomic, as those of the blocks that live in it; see slot.hpp. Some are kept for the next result.
class Slab {
 public:
  static constexpr std::size_t size = std::size_t{2} << 20;

  /// With one reference. Null where there is no such memory, and in programs with AddressSanitizer or
  /// LeakSanitizer: they look at the heap, and would neither see who touches what ended nor what records refer to.
  static Slab* make() noexcept;
  /// The slab that this piece is from.
  static Slab* of(void* piece) noexcept;

  /// With a reference of its own; null when it doesn't fit in any more.
  void* take(std::size_t bytes, std::size_t alignment) noexcept;
  void drop_reference() noexcept {
    if (--references_ == 0) give_back();
  }
  /// Nothing more will be taken: what is left goes back.
  void close() noexcept;

 private:
  Slab() = default;
  void give_back() noexcept;

  std::size_t taken_ = sizeof(Slab);
  std::size_t end_ = size;
  std::uint32_t references_ = 1;
};

/// Gives out memory for the blocks of one result: from slabs, once it is clear that they are many.
class SlabSource {
 public:
  SlabSource() = default;
  ~SlabSource() {
    if (slab_ == nullptr) return;
    slab_->close();
    slab_->drop_reference();
  }
  SlabSource(const SlabSource&) = delete;
  SlabSource& operator=(const SlabSource&) = delete;

  /// Null when it is to be taken from the heap.
  void* take(std::size_t bytes, std::size_t alignment) noexcept;

 private:
  std::size_t on_heap_ = 0;  ///< bytes
  Slab* slab_ = nullptr;     ///< a reference
};

/// Records end before their states do, which transactions and moved records refer to: each kind has its slabs.
struct ResultMemory {
  SlabSource states, records;
};

}  // namespace rowan

// Memory for the records of a large result.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rowan {

/// 2 MiB of memory from the operating system, on a huge page where the system has them. It is allocated piece by piece,
/// and returned as a whole when no reference is left: filling it costs one page fault instead of 512. Counts are not
/// atomic, like those of the blocks in it; see slot.hpp. Some slabs are kept for the next result.
class Slab {
 public:
  static constexpr std::size_t size = std::size_t{2} << 20;

  /// With one reference. Null if there is no such memory, and in programs with AddressSanitizer or LeakSanitizer: they
  /// watch the heap, and would see neither accesses to destroyed records nor what records refer to.
  static Slab* make() noexcept;
  /// The slab that this piece is from.
  static Slab* of(void* piece) noexcept;

  /// With its own reference; null when it no longer fits.
  void* take(std::size_t bytes, std::size_t alignment) noexcept;
  void drop_reference() noexcept {
    if (--references_ == 0) give_back();
  }
  /// No more will be allocated: returns the rest.
  void close() noexcept;

 private:
  Slab() = default;
  void give_back() noexcept;

  std::size_t taken_ = sizeof(Slab);
  std::size_t end_ = size;
  std::uint32_t references_ = 1;
};

/// Allocates memory for the blocks of one result: from slabs, once it is clear that they are many.
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

  /// Null when the caller must use the heap.
  void* take(std::size_t bytes, std::size_t alignment) noexcept;

 private:
  std::size_t on_heap_ = 0;  ///< bytes
  Slab* slab_ = nullptr;     ///< a reference
};

/// Records end before their states, which transactions and moved records refer to: each kind has its own slabs.
struct ResultMemory {
  SlabSource states, records;
};

}  // namespace rowan

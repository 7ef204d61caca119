#include "model/record/slab.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <new>

#include "rowan/model/records.hpp"

// Exists in a program built with AddressSanitizer or LeakSanitizer, whether or not this library is.
extern "C" [[gnu::weak]] void __lsan_enable();  // NOLINT(bugprone-reserved-identifier, readability-identifier-naming)

namespace rowan {
namespace {

constinit std::atomic<std::size_t> in_slabs = 0;

// This much comes from the heap first: a huge page is cleared as a whole on first access, which takes as long as some
// hundred faults of small pages.
constexpr std::size_t large = Slab::size / 2;

// The rest of a slab is lost when a piece does not fit.
constexpr std::size_t largest_piece = Slab::size / 8;

std::uintptr_t next_multiple(std::uintptr_t number, std::size_t of) { return (number + of - 1) & ~(of - 1); }

// A huge page begins at a multiple of its size, which mmap does not guarantee: so map twice as much, and unmap the
// ends.
void* map_aligned(std::size_t size) noexcept {
  void* mapped = mmap(nullptr, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  const auto begin = reinterpret_cast<std::uintptr_t>(mapped);
  const std::size_t before = next_multiple(begin, size) - begin;
  auto* aligned = static_cast<std::byte*>(mapped) + before;
  if (before != 0) munmap(mapped, before);
  munmap(aligned + size, size - before);
#ifdef MADV_HUGEPAGE
  madvise(aligned, size, MADV_HUGEPAGE);  // if the administrator forbids them, it is ordinary memory
#endif
  return aligned;
}

// Slabs for the next results. They keep their address; the system may reclaim their memory when it is short.
// Lock-free, so that a process forked meanwhile can go on.
constexpr std::size_t most_spare = 16;
constinit std::array<std::atomic<void*>, most_spare> spare{};

void* take_spare() noexcept {
  for (std::atomic<void*>& place : spare) {
    if (place.load(std::memory_order_relaxed) == nullptr) continue;
    if (void* memory = place.exchange(nullptr, std::memory_order_acquire)) return memory;
  }
  return nullptr;
}

bool keep_spare(void* memory, std::size_t size) noexcept {
#ifdef MADV_FREE
  if (madvise(memory, size, MADV_FREE) != 0) return false;
  for (std::atomic<void*>& place : spare) {
    void* none = nullptr;
    if (place.compare_exchange_strong(none, memory, std::memory_order_release, std::memory_order_relaxed)) return true;
  }
#endif
  return false;
}

}  // namespace

Slab* Slab::make() noexcept {
  if (__lsan_enable != nullptr) return nullptr;
  void* memory = take_spare();
  if (memory == nullptr) memory = map_aligned(size);
  if (memory == nullptr) return nullptr;
  in_slabs.fetch_add(size, std::memory_order_relaxed);
  return ::new (memory) Slab;
}

Slab* Slab::of(void* piece) noexcept {
  return reinterpret_cast<Slab*>(reinterpret_cast<std::uintptr_t>(piece) & ~(size - 1));
}

void* Slab::take(std::size_t bytes, std::size_t alignment) noexcept {
  const std::size_t begin = next_multiple(taken_, alignment);
  if (begin + bytes > end_) return nullptr;
  taken_ = begin + bytes;
  ++references_;
  return reinterpret_cast<std::byte*>(this) + begin;
}

void Slab::give_back() noexcept {
  in_slabs.fetch_sub(end_, std::memory_order_relaxed);
  if (end_ < size || !keep_spare(this, size)) munmap(this, end_);
}

void Slab::close() noexcept {
  const std::size_t used = next_multiple(taken_, static_cast<std::size_t>(sysconf(_SC_PAGESIZE)));
  if (used >= end_ || munmap(reinterpret_cast<std::byte*>(this) + used, end_ - used) != 0) return;
  in_slabs.fetch_sub(end_ - used, std::memory_order_relaxed);
  end_ = used;
}

void* SlabSource::take(std::size_t bytes, std::size_t alignment) noexcept {
  if (on_heap_ < large || bytes > largest_piece || alignment > largest_piece) {
    on_heap_ += bytes;
    return nullptr;
  }
  if (slab_ != nullptr) {
    if (void* piece = slab_->take(bytes, alignment)) return piece;
    slab_->drop_reference();
  }
  slab_ = Slab::make();
  return slab_ == nullptr ? nullptr : slab_->take(bytes, alignment);
}

std::size_t bytes_in_slabs() noexcept { return in_slabs.load(std::memory_order_relaxed); }

}  // namespace rowan

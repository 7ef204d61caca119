#include "rowan/model/slot.hpp"

#include <cstring>
#include <new>
#include <utility>
#include <vector>

#include "association/cohort.hpp"
#include "connection/retry.hpp"
#include "model/record/attribute_mask.hpp"
#include "model/record/block_ref.hpp"
#include "model/record/key.hpp"
#include "model/record/slab.hpp"
#include "model/record/words.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

namespace {

struct Piece {
  void* memory;
  bool in_slab;
};

Piece take(SlabSource* source, std::size_t bytes, std::size_t alignment) {
  if (source != nullptr) {
    if (void* memory = source->take(bytes, alignment)) return {memory, true};
  }
  const bool usual = alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__;  // quicker
  return {usual ? ::operator new(bytes) : ::operator new(bytes, std::align_val_t{alignment}), false};
}

void give_back(void* memory, bool in_slab, std::size_t alignment) noexcept {
  if (in_slab)
    Slab::of(memory)->drop_reference();
  else if (alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__)
    ::operator delete(memory);
  else
    ::operator delete(memory, std::align_val_t{alignment});
}

// A loop that finds or makes records, of which each ends before the next, gets the same memory again, in a fifth of the
// time that malloc takes. AddressSanitizer is to see each end.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool keeps_spare = false;
#elif defined(__has_feature)
constexpr bool keeps_spare = !__has_feature(address_sanitizer);
#else
constexpr bool keeps_spare = true;
#endif
struct SingleSpare {
  void* memory = nullptr;
  std::size_t bytes = 0;
  enum : std::uint8_t { unused, open, closed } state = unused;
};
// Without a destructor, because global records end late.
constinit thread_local SingleSpare single_spare __attribute__((tls_model("initial-exec")));

struct SingleSpareEnd {
  ~SingleSpareEnd() {
    ::operator delete(std::exchange(single_spare.memory, nullptr));
    single_spare.bytes = 0;
    single_spare.state = SingleSpare::closed;
  }
};
[[gnu::noinline]] void open_spare() {
  static thread_local SingleSpareEnd end;  // from here on the end of the thread calls it
  static_cast<void>(end);
  single_spare.state = SingleSpare::open;
}

[[gnu::always_inline]] inline void* take_single(std::size_t bytes) {
  if (single_spare.bytes != bytes) return ::operator new(bytes);
  single_spare.bytes = 0;
  return std::exchange(single_spare.memory, nullptr);
}

[[gnu::always_inline]] inline void give_back_single(void* memory, std::size_t bytes) noexcept {
  if (single_spare.state == SingleSpare::unused && keeps_spare) [[unlikely]]
    open_spare();
  if (single_spare.state != SingleSpare::open) return ::operator delete(memory);
  single_spare.bytes = bytes;
  if (void* other = std::exchange(single_spare.memory, memory)) ::operator delete(other);
}

}  // namespace

[[gnu::always_inline]] inline Block::Block(const ModelInfo& model, std::uint32_t count, bool tracked) noexcept
    : made_in(last_attempt()),
      tracked_(tracked),
      count_(static_cast<std::uint16_t>(count)),
      words_(model.fingerprint_words),
      model_(&model),
      rest_(nullptr) {}

inline std::size_t Block::bytes_for(const ModelInfo& model, std::uint32_t count, bool tracked) noexcept {
  const std::size_t words = tracked ? std::size_t{model.fingerprint_words} * count : 0;
  return sizeof(Block) + count * sizeof(Slot) + words * sizeof(std::uint64_t);
}

[[gnu::hot]] Slot& Block::make_slot(const ModelInfo& model, bool tracked) {
  tracked = tracked && !model.read_only;
  return (::new (take_single(bytes_for(model, 1, tracked))) Block(model, 1, tracked))->begin_slot(0);
}

[[gnu::hot]] Block* Block::make(const ModelInfo& model, std::uint32_t count, bool tracked, ResultMemory* memory) {
  tracked = tracked && !model.read_only;
  const std::size_t bytes = bytes_for(model, count, tracked);
  const Piece states = take(memory == nullptr ? nullptr : &memory->states, bytes + sizeof(Rest), alignof(Block));
  auto* block = ::new (states.memory) Block(model, count, tracked);
  block->in_slab_ = states.in_slab;
  block->rest_ = ::new (static_cast<std::byte*>(states.memory) + bytes) Rest;
  block->has_rest_ = block->owning_ = true;
  Rest& rest = *block->rest_;
  rest.base_offset = model.object.base_offset;
  rest.stride = model.object.size;
  try {
    const Piece records =
        take(memory == nullptr ? nullptr : &memory->records, model.object.size * count, model.object.alignment);
    rest.records = static_cast<std::byte*>(records.memory);
    rest.records_in_slab = records.in_slab;
  } catch (...) {
    block->destroy();
    throw;
  }
  return block;
}

[[gnu::always_inline]] inline Block::~Block() {
  if (!has_rest_) return;
  if (owning_)
    rest_->~Rest();
  else
    delete rest_;
}

// Slots beside records are made one by one, with them: the memory of a large block is accessed once.
[[gnu::hot]] Slot& Block::begin_slot(std::uint32_t row) noexcept {
  Slot* slot = ::new (slots() + row) Slot;
  slot->block = this;
  slot->row = row;
  return *slot;
}

[[gnu::hot]] ModelBase* Block::construct_next() {
  const std::uint32_t row = rest_->constructed;
  void* storage = object(row);
  std::memset(storage, 0, rest_->stride);
  model_->object.construct(storage);
  ModelBase* made = record(row);
  rest_->constructed = row + 1;
  made->attach(begin_slot(row));
  return made;
}

ModelBase* Block::relocate_next(void* from) {
  const std::uint32_t row = rest_->constructed;
  model_->object.relocate(object(row), from);
  ModelBase* made = record(row);
  rest_->constructed = row + 1;
  made->rehome(begin_slot(row));
  return made;
}

namespace {

// Destroying records destroys their targets, and theirs: a list of a hundred thousand would overflow the stack. From
// some depth on, the outermost call destroys the blocks. Nothing here has a destructor, because global records end
// late.
struct Endings {
  int depth = 0;
  std::vector<Block*>* waiting = nullptr;

  // False when there is no memory for it.
  bool postpone(Block& block) noexcept {
    try {
      if (waiting == nullptr) waiting = new std::vector<Block*>;
      waiting->push_back(&block);
      return true;
    } catch (const std::bad_alloc&) {
      return false;
    }
  }
  Block* next() noexcept {
    if (waiting == nullptr) return nullptr;
    if (waiting->empty()) {
      delete std::exchange(waiting, nullptr);
      return nullptr;
    }
    Block* last = waiting->back();
    waiting->pop_back();
    return last;
  }
};
constexpr int most_nested_endings = 200;
thread_local constinit Endings endings;

}  // namespace

void Block::destroy_records() noexcept {
  if (rest_->records == nullptr || Spared::takes(*this)) return;  // they were destroyed before, or stay
  if (endings.depth >= most_nested_endings && endings.postpone(*this)) return add_reference();
  const auto end_records = [](Block& block) {
    Rest& rest = *block.rest_;
    if (rest.records == nullptr) return;
    // The records' own destructors drop their slots; this block must survive until the last one.
    block.add_reference();
    for (std::uint32_t row = rest.constructed; row-- > 0;) block.model_->object.destroy(block.object(row));
    give_back(std::exchange(rest.records, nullptr), rest.records_in_slab, block.model_->object.alignment);
    block.drop_reference();
  };
  ++endings.depth;
  end_records(*this);
  while (Block* waiting = endings.depth == 1 ? endings.next() : nullptr) {
    end_records(*waiting);
    waiting->drop_reference();
  }
  --endings.depth;
}

constinit thread_local Spared* Spared::innermost __attribute__((tls_model("initial-exec"))) = nullptr;

bool Spared::takes(Block& block) noexcept {
  Spared* spared = innermost;
  if (spared == nullptr || !block.holds(spared->address_)) return false;
  block.add_strong();
  spared->block_ = &block;
  return true;
}

// For the block of a single record, which is made without.
[[gnu::noinline]] Block::Rest& Block::need_rest() {
  if (has_rest_) return *rest_;
  auto made = std::make_unique<Rest>();
  if (slot(0).self != nullptr) made->live = 1;
  if (replaced_at_ != none) {
    made->replaced = std::make_unique_for_overwrite<std::uint64_t[]>(words_ + 1U);
    made->replaced[0] = std::uint64_t{1} << replaced_at_;
    made->replaced[replaced_at_ + 1U] = replaced_word_;
  }
  rest_ = made.release();
  has_rest_ = true;
  return *rest_;
}

void Block::join(Cohort& to) {
  Rest& rest = need_rest();
  to.add(*this);
  rest.cohort = &to;
}

void Block::leave_cohort() noexcept {
  if (cohort() == nullptr) return;
  std::exchange(rest_->cohort, nullptr)->remove(*this);
}

void Block::last_detached() noexcept {
  leave_cohort();
  if (rest_->kept != nullptr) std::exchange(rest_->kept, nullptr)->drop_strong();
}

// Read only of rows that were updated, and written then.
[[gnu::noinline]] std::uint64_t* Block::need_replaced(std::uint32_t row) {
  Rest& rest = need_rest();
  const std::size_t places = words_ + 1U;
  if (!rest.replaced) rest.replaced = std::make_unique_for_overwrite<std::uint64_t[]>(count_ * places);
  return rest.replaced.get() + row * places;
}

[[gnu::always_inline]] inline void Block::replace_in(std::uint64_t* kept, std::uint64_t* loaded,
                                                     const std::uint64_t* now, std::uint64_t mask) noexcept {
  *kept++ = mask;
  for (; mask != 0; mask &= mask - 1) {
    const int word = __builtin_ctzll(mask);
    kept[word] = std::exchange(loaded[word], now[word]);
  }
}

// Calls nothing on its usual way, which takes no frame then.
[[gnu::hot]] void Block::replace_more(std::uint32_t row, std::uint64_t* loaded, const std::uint64_t* now,
                                      std::uint64_t mask) {
  if (!has_rest_ || !rest_->replaced) [[unlikely]]
    return replace_first(row, loaded, now, mask);
  replace_in(rest_->replaced.get() + row * (words_ + std::size_t{1}), loaded, now, mask);
}

[[gnu::noinline]] void Block::replace_first(std::uint32_t row, std::uint64_t* loaded, const std::uint64_t* now,
                                            std::uint64_t mask) {
  replace_in(need_replaced(row), loaded, now, mask);
}

void Block::replace_all(std::uint32_t row, std::uint64_t* loaded, const std::uint64_t* now) {
  std::uint64_t* kept = need_replaced(row);
  *kept++ = ~std::uint64_t{0};
  copy_words(loaded, words_, kept);
  copy_words(now, words_, loaded);
}

const std::uint64_t* Block::replaced(std::uint32_t row, std::size_t word) const noexcept {
  if (!has_rest_) return word == replaced_at_ ? &replaced_word_ : nullptr;
  if (!rest_->replaced) return nullptr;
  const std::uint64_t* kept = rest_->replaced.get() + row * (words_ + std::size_t{1});
  return in_mask(*kept, word) ? kept + 1 + word : nullptr;
}

void Block::make_originals() {
  Rest& rest = need_rest();
  if (!rest.originals)
    rest.originals = std::make_unique<Value[]>(2 * std::size_t{count_} * model_->kept_originals.size());
}

std::uint64_t* Block::unloaded(std::uint32_t row) const noexcept {
  if (!has_rest_ || !rest_->unloaded) return nullptr;
  return rest_->unloaded.get() + std::size_t{row} * rest_->unloaded_size;
}

std::uint64_t* Block::need_unloaded(std::uint32_t row, std::size_t size) {
  Rest& rest = need_rest();
  if (!rest.unloaded) {
    rest.unloaded = std::make_unique<std::uint64_t[]>(count_ * size);
    rest.unloaded_size = static_cast<std::uint32_t>(size);
  }
  return unloaded(row);
}

Value* Block::originals_at(std::uint32_t row) noexcept {
  return rest_->originals ? rest_->originals.get() + row * model_->kept_originals.size() : nullptr;
}

Value* Block::previous_originals(std::uint32_t row) noexcept { return originals(count_ + row); }

// A record of its own, with the usual key and nothing rare, has little to end.
[[gnu::hot]] void Block::destroy() noexcept {
  if (has_rest_ || !model_->integer_key) return destroy_all();
  const std::size_t bytes = bytes_for(*model_, 1, tracked_);
  this->~Block();
  give_back_single(this, bytes);
}

[[gnu::hot, gnu::noinline]] void Block::destroy_all() noexcept {
  if (has_rest_) leave_cohort();
  if (!model_->integer_key) {
    for (std::uint32_t row = 0; row < constructed(); ++row) clear_slot_key(slot(row));
  }
  const bool in_slab = in_slab_, single = !owning_;
  const std::size_t bytes = single ? bytes_for(*model_, 1, tracked_) : 0;
  this->~Block();
  if (single) return give_back_single(this, bytes);
  give_back(this, in_slab, alignof(Block));
}

}  // namespace rowan

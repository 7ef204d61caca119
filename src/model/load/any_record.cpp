#include "rowan/model/any_record.hpp"

#include <algorithm>

#include "model/load/fetch.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/registry.hpp"

namespace rowan {

AnyRecord::AnyRecord(const ModelInfo& model) : block_(Block::make(model, 1, true)) {
  block_->add_strong();
  std::copy(model.initial_fingerprints.begin(), model.initial_fingerprints.end(), block_->fingerprints(0));
  try {
    block_->construct_next();
  } catch (...) {
    block_->drop_strong();
    throw;
  }
}

AnyRecord::AnyRecord(TextArgument model) : AnyRecord(registry().model(model)) {}

AnyRecord::~AnyRecord() {
  if (block_ != nullptr) block_->drop_strong();
}

AnyRecord AnyRecord::create(TextArgument model, std::initializer_list<NamedValue> values) {
  AnyRecord record(model);
  record->assign(values);
  record->save_or_throw();
  return record;
}

std::optional<AnyRecord> AnyRecord::find_if(const ModelInfo& model, std::span<const Value> key) {
  Block* block = fetch_one(model, key);
  if (block == nullptr) return std::nullopt;
  return AnyRecord(block);
}

std::optional<AnyRecord> AnyRecord::find_if(TextArgument model, std::initializer_list<Value> key) {
  return find_if(registry().model(model), std::span(key.begin(), key.size()));
}

ModelBase& AnyRecord::operator*() const {
  if (block_ == nullptr) [[unlikely]]
    throw RecordMoved("this AnyRecord was moved from: use the one it was moved to, or assign another to it");
  return *block_->record(0);
}

}  // namespace rowan

// The steps around a write: validation, callbacks, the graph of unsaved records.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/reflect/callback_table.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// Counts the depth of a walk over records. @throws RecordNotSaved from 5,000 levels on, shortly before the stack would
/// overflow.
class Nesting {
 public:
  Nesting(int& depth, std::string_view operation) : depth_(depth) {
    if (depth_ >= most) refuse(operation);
    ++depth_;
  }
  ~Nesting() { --depth_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

 private:
  static constexpr int most = 5000;
  [[noreturn]] static void refuse(std::string_view operation);
  int& depth_;
};

SaveResult save_record(ModelBase& record, const std::shared_ptr<DatabaseCore>& passed);
/// The same in a context; see ValidationContext.
SaveResult save_record(ModelBase& record, const std::shared_ptr<DatabaseCore>& passed, std::string_view context);
/// @throws RecordInvalid, RecordNotSaved for one that is false.
void require_saved(const ModelBase& record, const SaveResult& result);
/// Whether models with SoftDelete keep their rows.
enum class Removal : std::uint8_t { usual, real };
SaveResult destroy_record(ModelBase& record, const std::shared_ptr<DatabaseCore>& passed,
                          Removal removal = Removal::usual);

/// What is being done to a record, and in which context; empty: in none.
struct SaveEvent {
  Occasion occasion;
  std::string_view context{};
};

/// Insert or update, as the record is.
inline Occasion saving_occasion(const ModelBase& record) {
  return record.is_new() ? Occasion::create : Occasion::update;
}
/// @throws QueryError when the model declares nothing on this context.
void require_context(const ModelInfo& model, std::string_view context);

/// Fills in defaults, and gives texts their normal form; then rules of attributes, required belongs_to, and the model's
/// own validations.
Errors run_validations(const ModelInfo& model, ModelBase& record, std::string_view context);
/// False when a callback returned false.
bool run_callbacks(const ModelInfo& model, CallbackMoment moment, ModelBase& record, const SaveEvent& event);
/// The errors of a violated constraint that the model declares; empty if it declares none with that name or those
/// columns.
Errors errors_of(const ModelInfo& model, const ConstraintViolation& violation);

}  // namespace rowan

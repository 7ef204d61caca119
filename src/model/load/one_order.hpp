// What has to hold where the next rows are those beyond the values of a row.
#pragma once

#include <string_view>

#include "rowan/query/select.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

class DatabaseCore;

/// No record may come several times: going on from one passes over what is equal to it. `done`: "streamed".
/// @throws QueryError.
void require_each_once(const SelectQuery& query, std::string_view done);
/// The column is ordered by what it is compared by. Looked up once for each model. @throws QueryError.
void require_one_order(const ModelInfo& model, const AttributeInfo& attribute, DatabaseCore& database);

}  // namespace rowan

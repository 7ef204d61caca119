// Everything an application needs: describe models, connect, save, query, traverse.
#pragma once

#include "rowan/association/belongs_to.hpp"
#include "rowan/association/has_many.hpp"
#include "rowan/association/has_one.hpp"
#include "rowan/connection/database.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/value.hpp"
#include "rowan/model/any_record.hpp"
#include "rowan/model/model.hpp"
#include "rowan/model/timestamps.hpp"
#include "rowan/model/with_lock.hpp"
#include "rowan/query/attr.hpp"
#include "rowan/query/column.hpp"
#include "rowan/reflect/describe.hpp"
#include "rowan/reflect/model_builder.hpp"
#include "rowan/reflect/registry.hpp"

// Names only.
#pragma once

#include "rowan/export.hpp"

namespace rowan {

struct AttributeInfo;
struct AssociationInfo;
struct ModelInfo;
struct Slot;
struct ValueOps;
class Block;
class Connection;
class Database;
class Dialect;
class Driver;
class Introspector;
class DriverConnection;
class ModelBase;
class Registry;
class RowReader;
class ParameterWriter;
class Statement;
class StatementCompiler;
class Timestamps;
class Transaction;
class Value;
/// The models that a BelongsTo<Any<Post, Photo>> may refer to.
template <class... Targets>
struct Any;
/// `Base`: of a sub-class, the model whose table it shares.
template <class T, class Base = void>
class Model;
template <class T>
class ModelBuilder;
template <class T>
class Relation;
template <class T, class... Joins>
class Joined;
template <class T>
class Records;
template <class T>
class CommonRows;

}  // namespace rowan

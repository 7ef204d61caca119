enum class TypeKind : int {
  silent,
};

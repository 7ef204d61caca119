bool is_list(const AssociationInfo& association) { return association.ops->kind == AssociationKind::has_many; }

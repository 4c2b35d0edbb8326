import { Column, Entity, Exclusion, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DepartmentKind, Role, Tier } from '#libs/kernel';

@Entity('region')
@Index('ix_region_parent_code', ['parentCode'])
export class RegionEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_region' }) code!: string;
  @Column({ name: 'name_zh', type: 'text' }) nameZh!: string;
  @Column({ name: 'short_zh', type: 'text' }) shortZh!: string;
  @Column({ name: 'name_en', type: 'text' }) nameEn!: string;
  @Column({ type: 'text' }) tier!: Tier;
  @Column({ type: 'text' }) type!: string;
  @Column({ name: 'parent_code', type: 'text', nullable: true }) parentCode!: string | null;
  @Column({ name: 'city_code', type: 'text', nullable: true }) cityCode!: string | null;
  @Column({ name: 'county_code', type: 'text', nullable: true }) countyCode!: string | null;
  @Column({ type: 'text', array: true, default: () => "'{}'" }) tags!: string[];
  @Column({ name: 'funds_from_province', type: 'boolean', default: false }) fundsFromProvince!: boolean;
}

@Entity('organisation')
@Unique('uq_organisation_code', ['code'])
@Index('uq_organisation_department', { synchronize: false })
export class OrganisationEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_organisation' }) id!: string;
  @Column({ type: 'text' }) code!: string;
  @Column({ name: 'name_zh', type: 'text' }) nameZh!: string;
  @Column({ name: 'name_en', type: 'text' }) nameEn!: string;
  @Column({ type: 'text' }) kind!: 'department' | 'owner';
  @Column({ name: 'department_kind', type: 'text', nullable: true }) departmentKind!: DepartmentKind | null;
  @Column({ name: 'region_code', type: 'text' }) regionCode!: string;
  @Column({ type: 'text' }) tier!: Tier;
  @Column({ name: 'city_code', type: 'text', nullable: true }) cityCode!: string | null;
  @Column({ name: 'county_code', type: 'text', nullable: true }) countyCode!: string | null;
  @Column({ name: 'credit_code', type: 'text', nullable: true }) creditCode!: string | null;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
}

@Entity('person')
@Unique('uq_person_username', ['username'])
export class PersonEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_person' }) id!: string;
  @Column({ type: 'text' }) username!: string;
  @Column({ type: 'text' }) name!: string;
  @Column({ name: 'disabled_at', type: 'timestamptz', nullable: true }) disabledAt!: Date | null;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
}

@Entity('membership')
@Unique('uq_membership_person_organisation_role', ['personId', 'organisationId', 'role'])
@Exclusion(
  'xc_membership_administrators',
  `USING gist (person_id WITH =, role WITH <>) WHERE (role IN ('system_admin', 'security_admin', 'audit_admin'))`,
)
@Index('ix_membership_organisation_role', ['organisationId', 'role'])
export class MembershipEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_membership' }) id!: string;
  @Column({ name: 'person_id', type: 'uuid' }) personId!: string;
  @Column({ name: 'organisation_id', type: 'uuid' }) organisationId!: string;
  @Column({ type: 'text' }) role!: Role;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
}

@Entity('credential')
export class CredentialEntity {
  @PrimaryColumn({ name: 'person_id', type: 'uuid', primaryKeyConstraintName: 'pk_credential' }) personId!: string;
  @Column({ name: 'password_hash', type: 'text' }) passwordHash!: string;
  @Column({ name: 'changed_at', type: 'timestamptz' }) changedAt!: Date;
}

@Entity('session')
@Unique('uq_session_token_hash', ['tokenHash'])
@Index('ix_session_person_id', ['personId', 'createdAt'])
@Index('ix_session_expires_at', ['expiresAt'])
export class SessionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_session' }) id!: string;
  @Column({ name: 'token_hash', type: 'bytea' }) tokenHash!: Buffer;
  @Column({ name: 'person_id', type: 'uuid' }) personId!: string;
  @Column({ name: 'organisation_id', type: 'uuid' }) organisationId!: string;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
  @Column({ name: 'last_seen_at', type: 'timestamptz' }) lastSeenAt!: Date;
  @Column({ name: 'expires_at', type: 'timestamptz' }) expiresAt!: Date;
  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true }) endedAt!: Date | null;
  @Column({ type: 'text', nullable: true }) address!: string | null;
  @Column({ name: 'user_agent', type: 'text', nullable: true }) userAgent!: string | null;
}

@Entity('login_attempt')
@Index('ix_login_attempt_last_failed_at', ['lastFailedAt'])
export class LoginAttemptEntity {
  @PrimaryColumn({ name: 'username_digest', type: 'bytea', primaryKeyConstraintName: 'pk_login_attempt' })
  usernameDigest!: Buffer;
  @Column({ type: 'int' }) failures!: number;
  @Column({ name: 'last_failed_at', type: 'timestamptz' }) lastFailedAt!: Date;
  @Column({ name: 'locked_until', type: 'timestamptz', nullable: true }) lockedUntil!: Date | null;
}

export const identityEntities = [
  RegionEntity,
  OrganisationEntity,
  PersonEntity,
  MembershipEntity,
  CredentialEntity,
  SessionEntity,
  LoginAttemptEntity,
];

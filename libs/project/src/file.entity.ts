import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A document of a project. The content lies in the file store under its hash and may be shared by several rows. */
@Entity('file')
@Index('ix_file_project_id', ['projectId', 'kind'])
@Index('ix_file_sha256', ['sha256'])
export class ProjectFile {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_file' }) id!: string;
  @Column('uuid', { name: 'project_id' }) projectId!: string;
  @Column('text') kind!: string;
  @Column('text') name!: string;
  @Column('text', { name: 'media_type' }) mediaType!: string;
  @Column('int', { name: 'size_bytes' }) sizeBytes!: number;
  @Column('text') sha256!: string;
  @Column('uuid', { name: 'uploaded_by' }) uploadedBy!: string;
  @Column('timestamptz', { name: 'uploaded_at' }) uploadedAt!: Date;
}
